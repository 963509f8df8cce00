using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// All that a worker says, one message at a time: while one is being sent, the next gathers. Whoever reports never waits for
/// the broker; while it is away, sending is tried again for ever, and what is reported meanwhile is kept. Safe for concurrent use.
/// </summary>
internal sealed class Outbox(IReportSender sender, WorkerOptions options, TimeProvider time, ILogger<Outbox> log)
{
    /// <summary>A broker that does not confirm a message within this time counts as away in the log.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(5);

    /// <summary>A message that is not confirmed within this time is sent again.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ReportQueue _reports = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private TaskCompletionSource _flushed = Completed();
    private Func<WorkerStatus>? _status;
    private long _announced;
    private long _told;
    private bool _isAway;
    private long _sent;

    /// <summary>Messages that the broker has taken.</summary>
    public long Sent
    {
        get
        {
            lock (_gate)
                return _sent;
        }
    }

    /// <summary>Reports that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _reports.Count;
        }
    }

    /// <summary>Sends it soon, after all that was added before.</summary>
    public void Add(StageReport report)
    {
        lock (_gate)
        {
            _reports.Add(report);
            Fill();
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>
    /// Sends a status soon. It is made when it is sent, so that it is never older than the reports that go before it; the
    /// function must not wait for whoever calls <see cref="Add"/>.
    /// </summary>
    public void Announce(Func<WorkerStatus> status)
    {
        lock (_gate)
        {
            _status = status;
            _announced++;
            Fill();
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>Returns when nothing waits. A status alone is not waited for while the broker is away.</summary>
    public Task FlushAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return _flushed.Task.WaitAsync(cancellation);
    }

    /// <summary>Sends until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var pipeline = Pipeline();
        await foreach (var _ in _wake.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            while (HasWork())
            {
                await pipeline
                    .ExecuteAsync(async token => await SendNextAsync(token).ConfigureAwait(false), cancellation)
                    .ConfigureAwait(false);
            }
        }
    }

    private async Task SendNextAsync(CancellationToken cancellation)
    {
        Func<WorkerStatus>? makeStatus;
        long announced;
        lock (_gate)
            (makeStatus, announced) = (_told < _announced ? _status : null, _announced);

        // The status first: an attempt that ends in between is then named once more, instead of missing without a word on it.
        var status = makeStatus?.Invoke();
        IReadOnlyList<StageReport> reports;
        bool isAll;
        lock (_gate)
            reports = _reports.Take(out isAll);
        var report = new WorkerReport
        {
            WorkerId = options.Id,
            Stages = reports,
            Status = isAll ? status : null,
        };
        try
        {
            var sending = sender.SendAsync(report, cancellation);
            try
            {
                await sending.WaitAsync(_soon, time, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!sending.IsCompleted)
            {
                // The transport does not fail while it is not connected: it waits.
                NoteOutage($"no answer within {_soon.TotalSeconds:0} seconds");
                await sending.ConfigureAwait(false);
            }
        }
        catch
        {
            lock (_gate)
                _reports.TakeBack();
            throw;
        }

        lock (_gate)
        {
            if (_isAway)
                log.BrokerIsBack(_reports.Count);
            _isAway = false;
            _sent++;
            _reports.Confirm();
            if (isAll)
                _told = announced;
            if (_reports.Count == 0 && _told == _announced)
                _flushed.TrySetResult();
        }
    }

    private bool HasWork()
    {
        lock (_gate)
            return _reports.Count > 0 || _told < _announced;
    }

    private void NoteOutage(string error)
    {
        lock (_gate)
        {
            if (!_isAway)
                log.BrokerIsAway(error);
            _isAway = true;
            if (_reports.Count == 0)
                _flushed.TrySetResult();
        }
    }

    private void Fill()
    {
        if (_flushed.Task.IsCompleted && (_reports.Count > 0 || !_isAway))
            _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private ResiliencePipeline Pipeline() =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<Exception>(),
                    MaxRetryAttempts = int.MaxValue,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(200),
                    MaxDelay = TimeSpan.FromSeconds(5),
                    OnRetry = retry =>
                    {
                        NoteOutage(retry.Outcome.Exception!.Message.TrimEnd('.'));
                        return default;
                    },
                }
            )
            .AddTimeout(new TimeoutStrategyOptions { Timeout = _patience })
            .Build();

    private static TaskCompletionSource Completed()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}

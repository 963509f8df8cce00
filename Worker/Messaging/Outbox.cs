using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Sweep.Contracts.Messages;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Sends everything that a worker reports, one message at a time; while one is being sent, the next is collected. Reporting never waits for
/// the broker. While the broker is away, sending is retried forever and reports are kept. Safe for concurrent use.
/// </summary>
internal sealed class Outbox(IReportSender sender, WorkerOptions options, TimeProvider time, ILogger<Outbox> log)
{
    /// <summary>A broker that does not confirm a message within this time is logged as away.</summary>
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
    private long _statusSent;
    private bool _isAway;
    private long _sent;

    /// <summary>Number of messages that the broker has accepted.</summary>
    public long Sent
    {
        get
        {
            lock (_gate)
                return _sent;
        }
    }

    /// <summary>Number of reports that wait to be sent.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _reports.Count;
        }
    }

    /// <summary>Sends a report soon, after all that were added before.</summary>
    public void Add(StageReport report)
    {
        lock (_gate)
        {
            _reports.Add(report);
            BeginWaiting();
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>
    /// Sends a status soon. The status is created when it is sent, so that it is never older than the reports sent before it. The function
    /// must not wait for a caller of <see cref="Add"/>.
    /// </summary>
    public void Announce(Func<WorkerStatus> status)
    {
        lock (_gate)
        {
            _status = status;
            _announced++;
            BeginWaiting();
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>Returns when nothing waits to be sent. While the broker is away it waits for reports but not for a mere status.</summary>
    public Task FlushAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return _flushed.Task.WaitAsync(cancellation);
    }

    /// <summary>Sends until cancelled.</summary>
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
            (makeStatus, announced) = (_statusSent < _announced ? _status : null, _announced);

        // Create the status before taking the reports. An attempt that ends in between is then named once more, instead of missing from the
        // status without a report.
        var status = makeStatus?.Invoke();
        IReadOnlyList<StageReport> reports;
        bool isAll;
        lock (_gate)
            reports = _reports.TakeBatch(out isAll);
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
                // The transport does not fail while it is disconnected; it waits.
                NoteOutage($"no answer within {_soon.TotalSeconds:0} seconds");
                await sending.ConfigureAwait(false);
            }
        }
        catch
        {
            lock (_gate)
                _reports.ReturnBatch();
            throw;
        }

        lock (_gate)
        {
            if (_isAway)
                log.BrokerIsBack(_reports.Count);
            _isAway = false;
            _sent++;
            _reports.ConfirmBatch();
            if (isAll)
                _statusSent = announced;
            if (_reports.Count == 0 && _statusSent == _announced)
                _flushed.TrySetResult();
        }
    }

    private bool HasWork()
    {
        lock (_gate)
            return _reports.Count > 0 || _statusSent < _announced;
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

    /// <summary>Makes <see cref="FlushAsync"/> wait again, since there is something to send.</summary>
    private void BeginWaiting()
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

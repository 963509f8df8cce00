using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Notifying;

/// <summary>
/// Delivers notices to webhooks, each at least once: a notice is removed from the store after its delivery, so that it is sent again after
/// a crash in between. Nothing waits for deliveries, and a failed one only shows in the log.
/// </summary>
internal sealed partial class NotificationService(
    NoticeDesk desk,
    WebhookClient client,
    LedgerKeeper keeper,
    NotifyOptions options,
    TimeProvider time,
    ILogger<NotificationService> log
) : BackgroundService
{
    /// <summary>The time between two reads of the stored notices; new ones are read at once.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);

    private const int MostAtOnce = 8;

    private readonly Lock _gate = new();

    /// <summary>Deliveries by notice id. A finished one stays until the store has removed its notice.</summary>
    private readonly Dictionary<string, Task> _deliveries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(MostAtOnce, MostAtOnce);
    private readonly CancellationTokenSource _stop = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (options.Linger > TimeSpan.Zero)
            await LingerAsync(cancellationToken).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        // Notices of cancelled deliveries stay stored.
        await Task.WhenAll(UnderWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _places.Dispose();
        _stop.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = time.CreateTimer(_ => desk.Signal.Set(), null, TimeSpan.Zero, _interval);
            while (true)
            {
                await desk.Signal.WaitAsync(stoppingToken).ConfigureAwait(false);
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        catch (LedgerEndedException)
        {
            // The process ends; the next one delivers the rest.
        }
    }

    private Task[] UnderWay
    {
        get
        {
            lock (_gate)
                return [.. _deliveries.Values.Where(delivery => !delivery.IsCompleted)];
        }
    }

    /// <summary>Waits until all notices are delivered or the time is up.</summary>
    private async Task LingerAsync(CancellationToken cancellation)
    {
        using var end = new CancellationTokenSource(options.Linger, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, end.Token);
        try
        {
            while (await LookAsync(either.Token).ConfigureAwait(false) && UnderWay is { Length: > 0 } left)
                await Task.WhenAll(left).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or LedgerEndedException) { }
    }

    /// <summary>Starts deliveries of new notices and removes delivered ones from the store. False when the store does not work.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellation)
    {
        try
        {
            // The answer arrives only after the latest changes are stored.
            var all = await keeper.AskAsync(ledger => ledger.ReadOwed(), cancellation).ConfigureAwait(false);
            var done = new List<SweepNotice>();
            lock (_gate)
            {
                foreach (var owed in all)
                {
                    if (!_deliveries.TryGetValue(owed.Notice.Id, out var delivery))
                        _deliveries[owed.Notice.Id] = DeliverAsync(owed, _stop.Token);
                    else if (delivery.IsCompletedSuccessfully)
                        done.Add(owed);
                }
            }

            if (done.Count > 0)
            {
                await keeper
                    .ChangeAsync(ledger => done.Count(owed => ledger.Settle(owed.Sweep, owed.Notice.Id)), cancellation)
                    .ConfigureAwait(false);
            }

            lock (_gate)
                done.ForEach(owed => _deliveries.Remove(owed.Notice.Id));
            return true;
        }
        catch (SweepStoreException fault) when (fault is not LedgerEndedException)
        {
            // Dispatch reports the fault once; the notices are read again later.
            return false;
        }
    }

    /// <summary>Completes when the notice was accepted or given up. When it is cancelled, the notice stays stored.</summary>
    private async Task DeliverAsync(SweepNotice owed, CancellationToken cancellation)
    {
        // The rest runs outside the lock.
        await Task.Yield();
        var webhook = owed.Notice.IsForOperator ? desk.Operator : owed.Webhook;
        var hadProblem = false;
        var retry = new ResiliencePipelineBuilder<Delivery> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<Delivery>
                {
                    ShouldHandle = tried =>
                        ValueTask.FromResult(
                            tried.Outcome.Result is { IsFinal: false } && time.GetUtcNow() - owed.Notice.Time < options.Patience
                        ),
                    MaxRetryAttempts = int.MaxValue,
                    Delay = options.Delay,
                    MaxDelay = options.MaxDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    DelayGenerator = tried =>
                        ValueTask.FromResult(
                            tried.Outcome.Result?.After is { } after && after > TimeSpan.Zero
                                ? (after < options.MaxDelay ? after : options.MaxDelay)
                                : (TimeSpan?)null
                        ),
                    OnRetry = tried =>
                    {
                        if (!hadProblem)
                            LogRetry(owed.Sweep, owed.Notice.Kind, tried.Outcome.Result!.Problem);
                        hadProblem = true;
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();
        // The webhook was removed from the spec or from the operator's settings.
        var delivery = webhook is null
            ? Delivery.Never("its webhook has been removed")
            : await retry
                .ExecuteAsync(async token => await TryAsync(webhook, owed, token).ConfigureAwait(false), cancellation)
                .ConfigureAwait(false);
        if (delivery.Problem is { } problem)
            LogGivenUp(owed.Sweep, owed.Notice.Kind, problem);
        else if (hadProblem)
            LogDelivered(webhook!.Host, owed.Sweep, owed.Notice.Kind);
        desk.Signal.Set();
    }

    private async Task<Delivery> TryAsync(Webhook webhook, SweepNotice owed, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await client
                .SendAsync(webhook, owed.Notice.IsForOperator, NoticeMessage.Create(owed), cancellation)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(error, owed.Sweep);
            return Delivery.Never("of a fault in this program");
        }
        finally
        {
            _places.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Nobody was told that sweep {Sweep} is {Kind}: {Problem}; it is tried again")]
    private partial void LogRetry(string sweep, NoticeKind kind, string? problem);

    [LoggerMessage(LogLevel.Warning, "Nobody is told that sweep {Sweep} is {Kind}: {Problem}; it is given up")]
    private partial void LogGivenUp(string sweep, NoticeKind kind, string problem);

    [LoggerMessage(LogLevel.Information, "{Host} was told that sweep {Sweep} is {Kind}")]
    private partial void LogDelivered(string host, string sweep, NoticeKind kind);

    [LoggerMessage(LogLevel.Error, "A notice of sweep {Sweep} could not be sent")]
    private partial void LogFailed(Exception error, string sweep);
}

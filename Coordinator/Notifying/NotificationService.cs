using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Notifying;

/// <summary>
/// Tells webhooks what they are owed, each at least once: what was taken is crossed off in the store afterwards, so that after a crash in
/// between it is told again. Nothing waits for it, and what it cannot deliver changes nothing but the log.
/// </summary>
internal sealed class NotificationService(
    NoticeDesk desk,
    WebhookClient client,
    LedgerKeeper keeper,
    NotifyOptions options,
    TimeProvider time,
    ILogger<NotificationService> log
) : BackgroundService
{
    /// <summary>Between two looks at what is owed; what arises is looked at at once.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);

    private const int MostAtOnce = 8;

    private readonly Lock _gate = new();

    /// <summary>By id. One that has ended stays until the store has crossed it off.</summary>
    private readonly Dictionary<string, Task> _deliveries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(MostAtOnce, MostAtOnce);
    private readonly CancellationTokenSource _stop = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (options.Linger > TimeSpan.Zero)
            await LingerAsync(cancellationToken).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        // Cancelled ones are still owed.
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
            // The process ends; the next one tells what is owed.
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

    /// <summary>Until nothing is owed any more, or time is up.</summary>
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

    /// <summary>Begins to deliver what is owed, and crosses off what was delivered. False when the store does not work.</summary>
    private async Task<bool> LookAsync(CancellationToken cancellation)
    {
        try
        {
            // What was just changed is stored before this answers.
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
            // Dispatch says so, once; the next look finds what is owed.
            return false;
        }
    }

    /// <summary>Ends when it was taken or is given up; cancelled, it is still owed.</summary>
    private async Task DeliverAsync(SweepNotice owed, CancellationToken cancellation)
    {
        // Not in the gate.
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
                        {
                            log.LogWarning(
                                "Nobody was told that sweep {Sweep} is {Kind}: {Problem}; it is tried again",
                                owed.Sweep,
                                owed.Notice.Kind,
                                tried.Outcome.Result!.Problem
                            );
                        }

                        hadProblem = true;
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();
        // The webhook is gone from the spec, or from the operator's settings.
        var delivery = webhook is null
            ? Delivery.Never("its webhook is named no more")
            : await retry
                .ExecuteAsync(async token => await TryAsync(webhook, owed, token).ConfigureAwait(false), cancellation)
                .ConfigureAwait(false);
        if (delivery.Problem is { } problem)
            log.LogWarning("Nobody is told that sweep {Sweep} is {Kind}: {Problem}; it is given up", owed.Sweep, owed.Notice.Kind, problem);
        else if (hadProblem)
            log.LogInformation("{Host} was told that sweep {Sweep} is {Kind}", webhook!.Host, owed.Sweep, owed.Notice.Kind);
        desk.Signal.Set();
    }

    private async Task<Delivery> TryAsync(Webhook webhook, SweepNotice owed, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await client.SendAsync(webhook, owed.Notice.IsForOperator, NoticeMessage.Of(owed), cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "A notice of sweep {Sweep} could not be sent", owed.Sweep);
            return Delivery.Never("of a fault in this program");
        }
        finally
        {
            _places.Release();
        }
    }
}

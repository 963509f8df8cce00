using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Starts and stops the worker with its host. When it stops, it saves stages, gives them back and sends the last reports, all within the
/// grace period. The bus was added before it and so stops after it.
/// </summary>
internal sealed class WorkerService(
    WorkerSlots slots,
    Outbox outbox,
    OrdersEndpoint endpoint,
    Hearing hearing,
    WorkerOptions options,
    TimeProvider time,
    ILogger<WorkerService> log
) : IHostedService, IAsyncDisposable
{
    /// <summary>Share of the grace period for the last reports; the rest is for saving.</summary>
    private const double FlushShare = 0.2;

    /// <summary>Time between two searches for new data sets and weights.</summary>
    private static readonly TimeSpan _lookInterval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _end = new();
    private ITimer? _heart;
    private long _sentBefore;
    private Task _sending = Task.CompletedTask;
    private Task _reopening = Task.CompletedTask;
    private Task _looking = Task.CompletedTask;
    private Task _examining = Task.CompletedTask;
    private long _looked;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        endpoint.Open();
        _sending = outbox.RunAsync(_end.Token);
        slots.Announce();
        Look();
        _examining = Task.Run(() => slots.ExamineAsync(_end.Token), CancellationToken.None);
        _heart = time.CreateTimer(_ => Beat(), null, options.Heartbeat, options.Heartbeat);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await slots.StopAsync(options.Grace * (1 - FlushShare)).WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var left = options.Grace - time.GetElapsedTime(start);
            await outbox.FlushAsync(cancellationToken).WaitAsync(left, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            log.LastReportsAreLost(outbox.Count);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_heart is not null)
            await _heart.DisposeAsync().ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(_sending).ConfigureAwait(false);
        await _examining.ConfigureAwait(false);
    }

    private void Beat()
    {
        slots.ReportProgress();
        slots.Announce();
        var sent = outbox.Sent;
        if (hearing.Beat(isDelivering: sent > _sentBefore) && _reopening.IsCompleted)
            _reopening = ReopenAsync();
        _sentBefore = sent;
        if (_looking.IsCompleted && time.GetElapsedTime(_looked) >= _lookInterval)
            Look();
    }

    /// <summary>Searches for data in the background, since a folder on another machine may not answer.</summary>
    private void Look()
    {
        _looked = time.GetTimestamp();
        _looking = Task.Run(slots.LookForData);
    }

    private async Task ReopenAsync()
    {
        log.OrdersAreMissing();
        try
        {
            await endpoint.CloseAsync(_end.Token).ConfigureAwait(false);
            endpoint.Open();
        }
        catch (Exception error) when (!_end.IsCancellationRequested)
        {
            log.OrdersQueueDoesNotOpen(error.Message);
        }
        catch (OperationCanceledException)
        {
            // The worker is stopping.
        }
    }
}

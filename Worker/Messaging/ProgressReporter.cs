using System.Threading.Channels;
using MassTransit;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Running;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Sends an attempt's heartbeats: each epoch's metrics at once, and in between the newest progress at intervals. The engine
/// never waits for the bus.
/// </summary>
internal sealed class ProgressReporter : IProgress<StageProgress>, IAsyncDisposable
{
    private readonly Channel<StageProgress?> _progress = Channel.CreateUnbounded<StageProgress?>(new() { SingleReader = true });
    private readonly IPublishEndpoint _bus;
    private readonly StageProgressed _heartbeat;
    private readonly ITimer _timer;
    private readonly Task _sending;

    public ProgressReporter(IPublishEndpoint bus, StageId stage, int attempt, string worker, TimeSpan interval, TimeProvider time)
    {
        _bus = bus;
        _heartbeat = new StageProgressed(stage, attempt, worker);
        _sending = SendAsync();
        _timer = time.CreateTimer(_ => _progress.Writer.TryWrite(null), null, interval, interval);
    }

    public void Report(StageProgress value) => _progress.Writer.TryWrite(value);

    /// <summary>Returns when everything reported is sent.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        _progress.Writer.TryComplete();
        await _sending.ConfigureAwait(false);
    }

    private async Task SendAsync()
    {
        var newest = _heartbeat;
        await foreach (var progress in _progress.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (progress is not null)
            {
                newest = _heartbeat with
                {
                    Epoch = progress.Epoch,
                    Epochs = progress.Epochs,
                    Fraction = progress.Fraction,
                    ImagesPerSecond = progress.ImagesPerSecond,
                };
            }

            if (progress is null or { Metrics: not null })
                await _bus.Publish(newest with { Metrics = progress?.Metrics }).ConfigureAwait(false);
        }
    }
}

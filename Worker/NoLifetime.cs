using Microsoft.Extensions.Hosting;

namespace Sweep.Worker;

/// <summary>Signals are <see cref="StopSignals"/>' business.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.Extensions.Hosting;

namespace Sweep.Worker;

/// <summary>A lifetime that does nothing, because <see cref="StopSignals"/> handles signals.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

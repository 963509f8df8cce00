using Microsoft.Extensions.Hosting;

namespace Sweep.Worker.Messaging;

/// <summary>Gives the stages back when the host stops; the bus, added before it, still carries the reports then.</summary>
internal sealed class WorkerService(WorkerSlots slots) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => slots.StopAsync().WaitAsync(cancellationToken);
}

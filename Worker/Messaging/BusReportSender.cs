using MassTransit;
using Sweep.Contracts.Messages;
using Sweep.Hosting.Transport;

namespace Sweep.Worker.Messaging;

internal sealed class BusReportSender(IBus bus) : IReportSender
{
    public Task SendAsync(WorkerReport report, CancellationToken cancellation) => bus.SendReportAsync(report, cancellation);
}

using System.Diagnostics;
using MassTransit;
using Sweep.Contracts.Messages;
using Sweep.Coordinator.Dispatch;
using Sweep.Hosting.Telemetry;
using Sweep.Hosting.Transport;

namespace Sweep.Coordinator.Telemetry;

/// <summary>Sends orders over the bus, each in a span for its hand-out.</summary>
internal sealed class TracedGateway(IBus bus, AttemptTraces traces) : IWorkerGateway
{
    public async Task SendAsync(string workerId, WorkerOrders orders, CancellationToken cancellation)
    {
        var before = Activity.Current;
        var spans = orders
            .Run.Select(command => (command.Stage.Id, Span: traces.BeginHandOut(command)))
            .Where(order => order.Span is not null)
            .ToList();
        Activity.Current = before;
        try
        {
            var parents = spans.ToDictionary(order => order.Id.ToString(), order => Traces.ToHeader(order.Span!));
            await bus.SendOrdersAsync(workerId, orders, cancellation, parents).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            spans.ForEach(order => order.Span!.SetStatus(ActivityStatusCode.Error, error.Message));
            throw;
        }
        finally
        {
            spans.ForEach(order => order.Span!.Dispose());
        }
    }
}

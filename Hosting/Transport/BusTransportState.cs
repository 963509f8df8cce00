using MassTransit;

namespace Sweep.Hosting.Transport;

/// <summary>Asks the bus: it is healthy when it is started, connected, and consuming from every queue.</summary>
internal sealed class BusTransportState(IBusControl bus) : ITransportState
{
    public bool IsConnected => bus.CheckHealth().Status == BusHealthStatus.Healthy;
}

using MassTransit;

namespace Sweep.Hosting.Transport;

/// <summary>What the bus says of itself: healthy is started, connected, and consuming from every queue.</summary>
internal sealed class BusTransportState(IBusControl bus) : ITransportState
{
    public bool IsConnected => bus.CheckHealth().Status == BusHealthStatus.Healthy;
}

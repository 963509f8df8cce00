namespace Sweep.Hosting.Transport;

/// <summary>Says whether messages can be sent and received at the moment. It is cheap, and safe for concurrent use.</summary>
public interface ITransportState
{
    /// <summary>Whether the broker is reached and this process consumes from all of its queues. In memory this is always true.</summary>
    bool IsConnected { get; }
}

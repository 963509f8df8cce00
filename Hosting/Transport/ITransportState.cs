namespace Sweep.Hosting.Transport;

/// <summary>Whether messages come and go at the moment. Safe for concurrent use, and cheap.</summary>
public interface ITransportState
{
    /// <summary>The broker is there and this process consumes from all of its queues. Always true in memory.</summary>
    bool IsConnected { get; }
}

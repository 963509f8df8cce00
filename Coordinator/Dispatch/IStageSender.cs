using Sweep.Contracts.Messages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>The way to the queue in which stages wait for a worker. Safe for concurrent use.</summary>
public interface IStageSender
{
    /// <summary>Returns when the transport has the message.</summary>
    Task SendAsync(RunStage command, CancellationToken cancellation);
}

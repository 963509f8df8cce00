using Sweep.Contracts.Messages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>The way to each worker. Safe for concurrent use.</summary>
public interface IWorkerGateway
{
    /// <summary>Returns when the transport has the message. One to a worker that is gone is dropped without an error.</summary>
    Task SendAsync(string workerId, WorkerOrders orders, CancellationToken cancellation);
}

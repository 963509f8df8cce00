namespace Sweep.Contracts.Messages;

/// <summary>The names of queues and exchanges.</summary>
public static class QueueNames
{
    /// <summary>
    /// The queue of all <see cref="WorkerReport"/>s to the coordinator. It is durable, so reports wait in it while the coordinator is away.
    /// </summary>
    public const string Reports = "sweep-reports";

    /// <summary>
    /// The direct exchange of all <see cref="WorkerOrders"/>; the routing key is the worker's id. Messages to a worker that is gone are
    /// dropped.
    /// </summary>
    public const string Orders = "sweep-orders";

    /// <summary>A worker's own queue. It is deleted when the worker is gone.</summary>
    public static string Worker(string workerId) => $"sweep-worker-{workerId}";
}

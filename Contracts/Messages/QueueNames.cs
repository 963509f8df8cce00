namespace Sweep.Contracts.Messages;

/// <summary>Where messages go.</summary>
public static class QueueNames
{
    /// <summary>The queue of all <see cref="WorkerReport"/>s, to the coordinator. Durable: reports wait in it while the coordinator is away.</summary>
    public const string Reports = "sweep-reports";

    /// <summary>The exchange of all <see cref="WorkerOrders"/>. Direct: the routing key is the worker's id. What is sent to a worker that is gone is dropped.</summary>
    public const string Orders = "sweep-orders";

    /// <summary>A worker's own queue. It goes when the worker is gone.</summary>
    public static string Worker(string workerId) => $"sweep-worker-{workerId}";
}

namespace Sweep.Contracts.Messages;

/// <summary>
/// Everything that the coordinator sends to a worker: one message with all orders since the last one. Each order may arrive twice or late;
/// the worker does not begin an attempt again that it has or has had.
/// </summary>
public sealed record WorkerOrders
{
    public const int KnownVersion = 1;

    /// <summary>Version of the message's format; a worker refuses versions that it does not know.</summary>
    public int Version { get; init; } = KnownVersion;

    public IReadOnlyList<RunStage> Run { get; init; } = [];

    public IReadOnlyList<CancelStage> Cancel { get; init; } = [];

    /// <summary>Why the worker must accept no more stages and end when it has none left; null when it may continue.</summary>
    public string? Drain { get; init; }

    /// <summary>
    /// The newest <see cref="WorkerStatus.Sequence"/> that the coordinator has received from this worker; zero when there is none.
    /// </summary>
    public long Heard { get; init; }
}

namespace Sweep.Contracts.Messages;

/// <summary>
/// All that the coordinator says to a worker: one message with what came up since the last. Each order may come twice or late;
/// an attempt that the worker has, or has had, is not begun again.
/// </summary>
public sealed record WorkerOrders
{
    public const int KnownVersion = 1;

    /// <summary>Version of the message's shape; a worker refuses those it does not know.</summary>
    public int Version { get; init; } = KnownVersion;

    public IReadOnlyList<RunStage> Run { get; init; } = [];

    public IReadOnlyList<CancelStage> Cancel { get; init; } = [];

    /// <summary>Why the worker is to take no more and end when it has nothing left; null when it may go on.</summary>
    public string? Drain { get; init; }

    /// <summary>The newest <see cref="WorkerStatus.Sequence"/> that the coordinator has seen of this worker; zero when none.</summary>
    public long Heard { get; init; }
}

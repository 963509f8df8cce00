namespace Sweep.Contracts.Messages;

/// <summary>All that a worker says to the coordinator: one message with what came up since the last was sent.</summary>
public sealed record WorkerReport
{
    public const int KnownVersion = 1;

    /// <summary>Version of the message's shape; the coordinator refuses those it does not know.</summary>
    public int Version { get; init; } = KnownVersion;

    public required string WorkerId { get; init; }

    /// <summary>In the order it happened.</summary>
    public IReadOnlyList<StageReport> Stages { get; init; } = [];

    /// <summary>The newest; null when it has not changed and no heartbeat is due.</summary>
    public WorkerStatus? Status { get; init; }
}

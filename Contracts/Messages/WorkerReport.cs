namespace Sweep.Contracts.Messages;

/// <summary>Everything that a worker sends to the coordinator: one message with all reports since the last one.</summary>
public sealed record WorkerReport
{
    public const int KnownVersion = 1;

    /// <summary>Version of the message's format; the coordinator refuses versions that it does not know.</summary>
    public int Version { get; init; } = KnownVersion;

    public required string WorkerId { get; init; }

    /// <summary>The reports in the order of the events.</summary>
    public IReadOnlyList<StageReport> Stages { get; init; } = [];

    /// <summary>The newest status; null when it has not changed and no heartbeat is due.</summary>
    public WorkerStatus? Status { get; init; }
}

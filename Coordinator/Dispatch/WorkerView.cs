using Sweep.Contracts.Messages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>A worker as the coordinator sees it at one moment.</summary>
public sealed record WorkerView
{
    public required string WorkerId { get; init; }

    /// <summary>What it last said of itself.</summary>
    public required WorkerStatus Status { get; init; }

    /// <summary>Attempts that occupy its slots: those it was given and those it says it has.</summary>
    public required IReadOnlyList<HeldAttempt> Occupied { get; init; }

    /// <summary>Since its last status, as far as the coordinator was listening.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>False when it has not confirmed for long that orders reach it; it is given nothing then.</summary>
    public required bool HearsOrders { get; init; }

    /// <summary>Several of its heartbeats are missing: it is lost, unless it comes back before its lease lapses.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Why it was told to drain; null when it was not.</summary>
    public string? DrainReason { get; init; }

    /// <summary>Which of its data are not those that stages are to see; null when none is known.</summary>
    public string? DataProblem { get; init; }
}

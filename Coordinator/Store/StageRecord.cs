using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>A stored stage.</summary>
public sealed record StageRecord
{
    public required StageDefinition Definition { get; init; }

    public required StageState State { get; init; }

    /// <summary>Number of the newest attempt; zero when it was never handed out.</summary>
    public required int Attempt { get; init; }

    /// <summary>Attempts that failed since it was last submitted or retried; lost and released ones do not count.</summary>
    public required int Failures { get; init; }

    /// <summary>The most that any running sweep with this stage allows, or any at all when none runs; see <see cref="NewSweep.Retries"/>.</summary>
    public required int Retries { get; init; }

    /// <summary>Workers that fell silent at it since it last got on by an epoch, was submitted or retried.</summary>
    public required int Losses { get; init; }

    /// <summary>For the next attempt; see <see cref="Contracts.Messages.RunStage.Splits"/>.</summary>
    public required int Splits { get; init; }

    /// <summary>Null unless it is queued for a worker or running there.</summary>
    public string? WorkerId { get; init; }

    /// <summary>Of the newest failed attempt; null when none failed.</summary>
    public string? Error { get; init; }

    /// <summary>Kept even when the checkpoint is lost and the stage runs again.</summary>
    public StageResult? Result { get; init; }
}

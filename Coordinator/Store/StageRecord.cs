using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>A stored stage.</summary>
public sealed record StageRecord
{
    public required StageDefinition Definition { get; init; }

    public required StageState State { get; init; }

    /// <summary>The number of the newest attempt; zero when it was never handed out.</summary>
    public required int Attempt { get; init; }

    /// <summary>Failed attempts since the stage was last submitted or retried. Lost and released attempts do not count.</summary>
    public required int Failures { get; init; }

    /// <summary>
    /// The highest limit among the running sweeps that want the stage, or among all that want it when none runs; see <see
    /// cref="NewSweep.Retries"/>.
    /// </summary>
    public required int Retries { get; init; }

    /// <summary>Workers that fell silent at the stage since it last progressed by an epoch, was submitted or was retried.</summary>
    public required int Losses { get; init; }

    /// <summary>The value for the next attempt; see <see cref="Contracts.Messages.RunStage.Splits"/>.</summary>
    public required int Splits { get; init; }

    /// <summary>The worker that holds it; null unless it is queued or running.</summary>
    public string? WorkerId { get; init; }

    /// <summary>The error of the newest failed attempt; null when none failed.</summary>
    public string? Error { get; init; }

    /// <summary>The result, which is kept even when the checkpoint is lost and the stage runs again.</summary>
    public StageResult? Result { get; init; }
}

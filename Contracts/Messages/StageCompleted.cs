using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the attempt's checkpoint has its final name and these are its results.</summary>
/// <param name="Epochs">The whole learning curve, whichever attempts it is of, so that a progress report that was lost leaves no gap.</param>
public sealed record StageCompleted(StageId StageId, int Attempt, string WorkerId, StageResult Result, IReadOnlyList<EpochMetrics> Epochs)
    : StageEnded(StageId, Attempt, WorkerId);

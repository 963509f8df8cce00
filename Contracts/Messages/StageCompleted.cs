using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the attempt has stored the stage's final checkpoint, and these are the results.</summary>
/// <param name="Epochs">The whole learning curve, including earlier attempts, so that a lost progress report leaves no gap.</param>
public sealed record StageCompleted(StageId StageId, int Attempt, string WorkerId, StageResult Result, IReadOnlyList<EpochMetrics> Epochs)
    : StageEnded(StageId, Attempt, WorkerId);

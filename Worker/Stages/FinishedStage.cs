using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;

namespace Sweep.Worker.Stages;

/// <summary>What an engine returns for a finished stage.</summary>
/// <param name="Epochs">The whole learning curve in order of epochs, including those of earlier attempts.</param>
public sealed record FinishedStage(StageResult Result, IReadOnlyList<EpochMetrics> Epochs);

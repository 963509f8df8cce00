using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;

namespace Sweep.Worker.Stages;

/// <summary>What an engine has to show for a stage.</summary>
/// <param name="Epochs">The whole learning curve, by epoch, also of attempts before.</param>
public sealed record FinishedStage(StageResult Result, IReadOnlyList<EpochMetrics> Epochs);

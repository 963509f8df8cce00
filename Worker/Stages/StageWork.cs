using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Stages;

/// <summary>What an engine is asked to do.</summary>
/// <param name="Splits">See <see cref="RunStage.Splits"/>.</param>
/// <param name="IsAgain">See <see cref="RunStage.IsAgain"/>.</param>
public sealed record StageWork(StageDefinition Stage, int Splits = 1, bool IsAgain = false);

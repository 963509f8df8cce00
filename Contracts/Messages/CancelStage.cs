using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Command: the worker is to stop an attempt. One that it does not have is ignored.</summary>
/// <param name="Save">
/// True when nobody wants the stage at the moment: save what is done and give it back. False when another attempt has taken
/// this one's place: drop it, save nothing, say nothing.
/// </param>
public sealed record CancelStage(StageId StageId, int Attempt, bool Save);

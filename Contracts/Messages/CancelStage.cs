using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Command: the worker must stop an attempt. It ignores attempts that it does not have.</summary>
/// <param name="Save">
/// True when no sweep wants the stage at the moment: the worker saves its progress and gives it back. False when another attempt has
/// replaced this one: the worker drops it, and saves and reports nothing.
/// </param>
public sealed record CancelStage(StageId StageId, int Attempt, bool Save);

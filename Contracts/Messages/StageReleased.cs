using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the worker gave the stage back unfinished, its progress saved. Not counted as a failure.</summary>
public sealed record StageReleased(StageId StageId, int Attempt, string WorkerId);

using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the attempt's checkpoint has its final name and these are its results.</summary>
public sealed record StageCompleted(StageId StageId, int Attempt, string WorkerId, StageResult Result);

using System.Text.Json.Serialization;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>
/// A worker's report on one attempt. A report may arrive late, twice or out of order; the coordinator accepts it only from the worker that
/// holds the stage's newest attempt.
/// </summary>
/// <param name="WorkerId">Id of the process that executes the attempt; no two processes ever have the same id.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(StageStarted), "started")]
[JsonDerivedType(typeof(StageProgressed), "progressed")]
[JsonDerivedType(typeof(StageCompleted), "completed")]
[JsonDerivedType(typeof(StageFailed), "failed")]
[JsonDerivedType(typeof(StageReleased), "released")]
public abstract record StageReport(StageId StageId, int Attempt, string WorkerId);

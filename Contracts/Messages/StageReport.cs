using System.Text.Json.Serialization;
using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>
/// What a worker says of one attempt. A report may come late, twice or out of order: the coordinator takes it only from the
/// worker that holds the stage's newest attempt.
/// </summary>
/// <param name="WorkerId">The process that executes the attempt; no two processes have the same, now or ever.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(StageStarted), "started")]
[JsonDerivedType(typeof(StageProgressed), "progressed")]
[JsonDerivedType(typeof(StageCompleted), "completed")]
[JsonDerivedType(typeof(StageFailed), "failed")]
[JsonDerivedType(typeof(StageReleased), "released")]
public abstract record StageReport(StageId StageId, int Attempt, string WorkerId);

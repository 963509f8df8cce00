using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: the attempt ended with an error.</summary>
/// <param name="Error">One line for people.</param>
/// <param name="Details">The exception in full; null when there was none.</param>
/// <param name="Retryable">False when another attempt would fail in the same way, such as a data set that is not there.</param>
/// <param name="MissingParent">True when the parent's checkpoint is gone and the parent must be run again.</param>
public sealed record StageFailed(StageId StageId, int Attempt, string WorkerId, string Error, string? Details, bool Retryable, bool MissingParent = false);

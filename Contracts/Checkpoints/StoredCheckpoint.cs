namespace Sweep.Contracts.Checkpoints;

/// <summary>A checkpoint as a store lists it.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Written">When it got its name, or a little before.</param>
public readonly record struct StoredCheckpoint(CheckpointName Name, long Bytes, DateTimeOffset Written);

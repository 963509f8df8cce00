namespace Sweep.Contracts.Checkpoints;

/// <summary>A checkpoint in the list of a store.</summary>
/// <param name="Bytes">Its size in bytes.</param>
/// <param name="Written">When it got its name, or shortly before.</param>
public readonly record struct StoredCheckpoint(CheckpointName Name, long Bytes, DateTimeOffset Written);

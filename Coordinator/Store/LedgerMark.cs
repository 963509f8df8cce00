namespace Sweep.Coordinator.Store;

/// <summary>The position of a store. Equal marks mean that nothing was appended in between.</summary>
/// <param name="Epoch">The number of take-overs so far.</param>
/// <param name="Revision">The number of batches appended so far, without gaps, through all epochs.</param>
public readonly record struct LedgerMark(long Epoch, long Revision);

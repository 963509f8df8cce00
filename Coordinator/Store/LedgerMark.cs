namespace Sweep.Coordinator.Store;

/// <summary>How far a store has come. Two readings that are equal say that nothing was appended in between.</summary>
/// <param name="Epoch">Counts the writers that the store has had: each take-over adds one.</param>
/// <param name="Revision">Counts what was appended, without gaps, through all epochs.</param>
public readonly record struct LedgerMark(long Epoch, long Revision);

namespace Sweep.Worker.Data.Archives;

/// <summary>What an archive may write before it counts as a bomb.</summary>
internal sealed record UnpackLimits(long Bytes, int Entries = 100_000);

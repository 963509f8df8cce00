namespace Sweep.Worker.Data.Archives;

/// <summary>How much an archive may unpack to; one that exceeds it is refused as an archive bomb.</summary>
internal sealed record UnpackLimits(long Bytes, int Entries = 100_000);

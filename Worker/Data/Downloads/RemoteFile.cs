namespace Sweep.Worker.Data.Downloads;

/// <summary>A published file and how to know that one has it.</summary>
/// <param name="Name">What it is called here, and in a mirror.</param>
/// <param name="Address">The publisher's own.</param>
/// <param name="Bytes">Its size, for progress; downloads of twice as much are cut off.</param>
public sealed record RemoteFile(string Name, Uri Address, long Bytes)
{
    /// <summary>Null when the publisher states none that we could find.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>What unpacking it may write at most; zero for a file that is kept as it is.</summary>
    public long UnpackedBytes { get; init; }

    /// <summary>An archive inside the archive, which is what is wanted of it; null when there is none.</summary>
    public RemoteFile? Inner { get; init; }

    public bool IsArchive => UnpackedBytes > 0;
}

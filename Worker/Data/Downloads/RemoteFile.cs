namespace Sweep.Worker.Data.Downloads;

/// <summary>A published file, and how to recognise it.</summary>
/// <param name="Name">Its file name here and in a mirror.</param>
/// <param name="Address">The publisher's address of it.</param>
/// <param name="Bytes">Its size, for progress; a download of more than twice this size is aborted.</param>
public sealed record RemoteFile(string Name, Uri Address, long Bytes)
{
    /// <summary>Null when we found no checksum of the publisher.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>The most bytes that it may unpack to; zero for a file that is not unpacked.</summary>
    public long UnpackedBytes { get; init; }

    /// <summary>The wanted archive inside this archive; null when there is none.</summary>
    public RemoteFile? Inner { get; init; }

    public bool IsArchive => UnpackedBytes > 0;
}

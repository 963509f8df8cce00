namespace Sweep.Worker.Data.Archives;

/// <summary>
/// Unpacks what other people packed. Only plain files and folders, only below the given folder, nothing twice, and no more
/// than the limits: everything else is refused with the archive's name and the place in it.
/// </summary>
internal static class Archive
{
    /// <param name="folder">Made when it is not there; on failure what was unpacked stays for the caller to remove.</param>
    public static void Unpack(string path, string folder, UnpackLimits limits, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            {
                ZipUnpacker.Unpack(path, folder, limits, cancellation);
            }
            else
            {
                TarUnpacker.Unpack(path, folder, limits, cancellation);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new DataException(path, 0, $"not an archive that can be unpacked: {exception.Message}", exception);
        }
    }
}

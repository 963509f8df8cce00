namespace Sweep.Worker.Data.Archives;

/// <summary>
/// Unpacks archives from untrusted sources. It accepts only plain files and folders, only below the given folder, each name once, and no
/// more than the limits. Everything else is refused with the archive's name and the place in it.
/// </summary>
internal static class Archive
{
    /// <param name="folder">Created if it does not exist. After a failure the caller removes what was unpacked.</param>
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

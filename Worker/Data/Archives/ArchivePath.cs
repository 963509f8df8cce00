namespace Sweep.Worker.Data.Archives;

/// <summary>Decides where an entry of an archive may be written.</summary>
internal static class ArchivePath
{
    private const int MaximumLength = 1024;

    /// <returns>
    /// The full path below <paramref name="folder"/>; null when the name leads out of it or is not a plain relative path.
    /// </returns>
    public static string? Resolve(string folder, string name)
    {
        var segments = name.TrimEnd('/').Split('/');
        if (
            name.Length is 0 or > MaximumLength
            || name.AsSpan().ContainsAny('\\', ':', '\0')
            || segments.Any(segment => segment is "" or "..")
        )
        {
            return null;
        }

        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Path.Combine([root, .. segments]));
        return path == root || path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : null;
    }
}

namespace Sweep.Hosting.Holding;

/// <summary>
/// Lets a test hold a program. Each file in a folder is a step; one of all the threads and processes that wait takes it, once. This class
/// is safe for concurrent use.
/// </summary>
public sealed class Steps(string folder)
{
    /// <summary>The name of a step that is never used up: it lets everybody go on.</summary>
    public const string All = "all";

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Takes the first step in the order of their names; null when there is none.</summary>
    public string? TryTake()
    {
        var files = Directory.GetFiles(folder);
        // One listing finds this name and the others. With two, a file of this name that appears in between would be used up as a step.
        if (files.Any(file => Path.GetFileName(file) == All))
            return All;
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            try
            {
                // Of several that rename the file only one succeeds.
                File.Move(file, $"{folder}.taken", overwrite: true);
                return Path.GetFileName(file);
            }
            catch (FileNotFoundException)
            {
                // Another thread or process took it.
            }
        }

        return null;
    }

    /// <summary>Waits for a step and takes it. Returns without one when it is cancelled.</summary>
    public void Take(CancellationToken cancellation)
    {
        while (TryTake() is null && !cancellation.WaitHandle.WaitOne(_pause)) { }
    }
}

namespace Sweep.Hosting.Holding;

/// <summary>
/// Lets a test hold a program. Each file in a folder is a step; it is taken once, by one of all the threads and processes that wait
/// for it. Safe for concurrent use.
/// </summary>
public sealed class Steps(string folder)
{
    /// <summary>The name of a step that is never used up: everybody goes on.</summary>
    public const string All = "all";

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Takes the first step in the order of their names; null when there is none.</summary>
    public string? TryTake()
    {
        var files = Directory.GetFiles(folder);
        // In one look with the others: one that comes after a look of its own would be taken for a step, and used up.
        if (files.Any(file => Path.GetFileName(file) == All))
            return All;
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            try
            {
                // A rename, which only one of several takers succeeds in.
                File.Move(file, $"{folder}.taken", overwrite: true);
                return Path.GetFileName(file);
            }
            catch (FileNotFoundException)
            {
                // Another took it.
            }
        }

        return null;
    }

    /// <summary>Takes a step as soon as there is one. Returns without one when it is cancelled.</summary>
    public void Take(CancellationToken cancellation)
    {
        while (TryTake() is null && !cancellation.WaitHandle.WaitOne(_pause)) { }
    }
}

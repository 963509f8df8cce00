using System.Globalization;

namespace Sweep.Worker.Machine;

/// <summary>
/// Reads the control groups (version 2 or 1) of this process on Linux. Every group on the way to the root may set a limit. In a container
/// the path may name folders that the process cannot see. On other systems there are no groups.
/// </summary>
/// <param name="root">The folder that holds <c>proc</c> and <c>sys</c>; tests pass another than <c>/</c>.</param>
public sealed class ControlGroups(string root = "/")
{
    /// <summary>
    /// The folders of a controller's groups, from the process's own group up to the root, and whether each is of version 2.
    /// </summary>
    /// <param name="controller"><c>memory</c>, <c>cpu</c> or <c>pids</c>.</param>
    public IEnumerable<(string Folder, bool IsNew)> Of(string controller)
    {
        foreach (var parts in Lines("proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            var isNew = parts is ["0", "", _];
            if (!isNew && !parts[1].Split(',').Contains(controller))
                continue;
            var mount = isNew ? "sys/fs/cgroup" : $"sys/fs/cgroup/{controller}";
            for (var group = parts[2].Trim('/'); ; group = Path.GetDirectoryName(group) ?? "")
            {
                yield return (Path.Combine(mount, group), isNew);
                if (group.Length == 0)
                    break;
            }
        }
    }

    /// <summary>The number in a file; null when there is none, or the word <c>max</c>.</summary>
    public long? Number(string folder, string file) => Number(Lines(Path.Combine(folder, file)).FirstOrDefault());

    /// <summary>The lines of a file below the root; empty when it cannot be read.</summary>
    public string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

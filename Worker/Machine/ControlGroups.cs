using System.Globalization;

namespace Sweep.Worker.Machine;

/// <summary>
/// Linux: the control groups that this process is in, version 2 or 1, and what they say. Every group on the way to the root may have a limit.
/// In a container the path may name folders that it does not see. Elsewhere nothing is found.
/// </summary>
/// <param name="root">Where <c>proc</c> and <c>sys</c> are; another folder than <c>/</c> in tests.</param>
public sealed class ControlGroups(string root = "/")
{
    /// <summary>The groups of a controller, from the process's own up to the root, by their folder; and the version of each.</summary>
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

    /// <summary>A number in a file; null when there is none, or the word <c>max</c>.</summary>
    public long? Number(string folder, string file) => Number(Lines(Path.Combine(folder, file)).FirstOrDefault());

    /// <summary>A file of a group, or of the machine; empty when it cannot be read.</summary>
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

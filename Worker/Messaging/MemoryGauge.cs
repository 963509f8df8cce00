using System.Globalization;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Linux: the smaller of what the machine has left and what the process's control groups, version 2 or 1, leave it. Null
/// elsewhere. A GPU's memory is not part of it: TorchSharp does not tell it.
/// </summary>
/// <param name="root">Where <c>proc</c> and <c>sys</c> are; another folder than <c>/</c> in tests.</param>
internal sealed class MemoryGauge(string root = "/") : IMemoryGauge
{
    public MemoryReading Read() => new(Smaller(MachineFree(), GroupFree()), Environment.WorkingSet);

    private long? MachineFree() => Lines("proc/meminfo")
        .Select(line => line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words is ["MemAvailable", _, "kB"])
        .Select(words => Number(words[1]) * 1024)
        .FirstOrDefault();

    /// <summary>Every group on the way to the root may have a limit. In a container the path may name folders that it does not see.</summary>
    private long? GroupFree()
    {
        long? free = null;
        foreach (var parts in Lines("proc/self/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            var isNew = parts is ["0", "", _];
            if (!isNew && !parts[1].Split(',').Contains("memory"))
                continue;
            var mount = isNew ? "sys/fs/cgroup" : "sys/fs/cgroup/memory";
            for (var group = parts[2].Trim('/'); ; group = Path.GetDirectoryName(group) ?? "")
            {
                var folder = Path.Combine(mount, group);
                free = Smaller(free, isNew
                    ? Left(folder, "memory.max", "memory.current", "inactive_file")
                    : Left(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"));
                if (group.Length == 0)
                    break;
            }
        }

        return free;
    }

    /// <summary>Pages of files that were not used lately count as usage, and are given up when memory is short.</summary>
    private long? Left(string folder, string limit, string usage, string inactive)
    {
        var cached = Lines(Path.Combine(folder, "memory.stat"))
            .Select(line => line.Split(' '))
            .Where(words => words.Length == 2 && words[0] == inactive)
            .Select(words => Number(words[1]))
            .FirstOrDefault() ?? 0;
        return Number(Lines(Path.Combine(folder, limit)).FirstOrDefault()) - Number(Lines(Path.Combine(folder, usage)).FirstOrDefault()) + cached;
    }

    private string[] Lines(string path)
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

    /// <summary>Null when there is none, or the word <c>max</c>.</summary>
    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? Smaller(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}

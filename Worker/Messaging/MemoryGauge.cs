using Sweep.Worker.Machine;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Linux: the smaller of what the machine has left and what the process's control groups leave it. Null elsewhere. A GPU's memory is not
/// part of it: TorchSharp does not tell it.
/// </summary>
/// <param name="root">See <see cref="ControlGroups"/>.</param>
public sealed class MemoryGauge(string root = "/") : IMemoryGauge
{
    private readonly ControlGroups _groups = new(root);

    public MemoryReading Read() => new(Smaller(MachineFree(), GroupFree()), Environment.WorkingSet);

    private long? MachineFree() => _groups.Lines("proc/meminfo")
        .Select(line => line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words is ["MemAvailable", _, "kB"])
        .Select(words => ControlGroups.Number(words[1]) * 1024)
        .FirstOrDefault();

    private long? GroupFree() => _groups.Of("memory").Aggregate((long?)null, (free, group) => Smaller(free, group.IsNew
        ? Left(group.Folder, "memory.max", "memory.current", "inactive_file")
        : Left(group.Folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")));

    /// <summary>Pages of files that were not used lately count as usage, and are given up when memory is short.</summary>
    private long? Left(string folder, string limit, string usage, string inactive)
    {
        var cached = _groups.Lines(Path.Combine(folder, "memory.stat"))
            .Select(line => line.Split(' '))
            .Where(words => words.Length == 2 && words[0] == inactive)
            .Select(words => ControlGroups.Number(words[1]))
            .FirstOrDefault() ?? 0;
        return _groups.Number(folder, limit) - _groups.Number(folder, usage) + cached;
    }

    private static long? Smaller(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}

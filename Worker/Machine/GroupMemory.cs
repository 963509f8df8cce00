namespace Sweep.Worker.Machine;

/// <summary>
/// What this process's control groups say of memory. The kernel ends, without a word, a process that goes beyond the limit of any of them.
/// </summary>
/// <param name="root">See <see cref="ControlGroups"/>.</param>
public sealed class GroupMemory(string root = "/")
{
    /// <summary>Version 1 writes a number beyond all machines for none.</summary>
    private const long NoLimit = 1L << 60;

    private readonly ControlGroups _groups = new(root);

    /// <summary>The tightest limit; null for none.</summary>
    public long? Limit() => Limits().Select(group => group.Limit).Min();

    /// <summary>The least that any group leaves; null where none has a limit.</summary>
    public long? Left() => Limits().Select(group => group.Limit - Used(group.Folder, group.IsNew)).Min();

    private IEnumerable<(string Folder, bool IsNew, long? Limit)> Limits() =>
        _groups
            .Of("memory")
            .Select(group =>
                (group.Folder, group.IsNew, Limit: _groups.Number(group.Folder, group.IsNew ? "memory.max" : "memory.limit_in_bytes"))
            )
            .Where(group => group.Limit < NoLimit);

    /// <summary>Pages of files that were not used lately count as usage, and are given up when memory is short.</summary>
    private long? Used(string folder, bool isNew)
    {
        var inactive = isNew ? "inactive_file" : "total_inactive_file";
        var cached =
            _groups
                .Lines(Path.Combine(folder, "memory.stat"))
                .Select(line => line.Split(' '))
                .Where(words => words.Length == 2 && words[0] == inactive)
                .Select(words => ControlGroups.Number(words[1]))
                .FirstOrDefault()
            ?? 0;
        return _groups.Number(folder, isNew ? "memory.current" : "memory.usage_in_bytes") - cached;
    }
}

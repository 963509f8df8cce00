namespace Sweep.Worker.Machine;

/// <summary>
/// The memory limits of this process's control groups. The kernel kills a process that exceeds any of them, without a message.
/// </summary>
/// <param name="root">See <see cref="ControlGroups"/>.</param>
public sealed class GroupMemory(string root = "/")
{
    /// <summary>Version 1 writes a number larger than any machine's memory when there is no limit.</summary>
    private const long NoLimit = 1L << 60;

    private readonly ControlGroups _groups = new(root);

    /// <summary>The smallest limit in bytes; null when there is none.</summary>
    public long? Limit() => Limits().Select(group => group.Limit).Min();

    /// <summary>The fewest bytes that any group leaves; null when none has a limit.</summary>
    public long? Left() => Limits().Select(group => group.Limit - Used(group.Folder, group.IsNew)).Min();

    private IEnumerable<(string Folder, bool IsNew, long? Limit)> Limits() =>
        _groups
            .Of("memory")
            .Select(group =>
                (group.Folder, group.IsNew, Limit: _groups.Number(group.Folder, group.IsNew ? "memory.max" : "memory.limit_in_bytes"))
            )
            .Where(group => group.Limit < NoLimit);

    /// <summary>
    /// Bytes in use, without the file pages that were not used lately: the kernel counts these as usage but frees them when memory is
    /// short.
    /// </summary>
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

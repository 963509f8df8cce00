using Sweep.Worker.Machine;

namespace Sweep.Worker.Messaging;

/// <summary>
/// Reads, on Linux, the smaller of the machine's available memory and what the process's control groups leave; elsewhere it is unknown. GPU
/// memory is not included.
/// </summary>
/// <param name="root">See <see cref="ControlGroups"/>.</param>
public sealed class MemoryGauge(string root = "/") : IMemoryGauge
{
    private readonly ControlGroups _groups = new(root);
    private readonly GroupMemory _memory = new(root);

    public MemoryReading Read() => new(Smaller(MachineFree(), _memory.Left()), Environment.WorkingSet);

    private long? MachineFree() =>
        _groups
            .Lines("proc/meminfo")
            .Select(line => line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["MemAvailable", _, "kB"])
            .Select(words => ControlGroups.Number(words[1]) * 1024)
            .FirstOrDefault();

    private static long? Smaller(long? one, long? other) =>
        one is null ? other
        : other is null ? one
        : Math.Min(one.Value, other.Value);
}

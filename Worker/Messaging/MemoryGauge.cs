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

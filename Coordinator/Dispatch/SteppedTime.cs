using Sweep.Contracts.Spec.Values;
using Sweep.Hosting.Holding;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// Time that stands still but for the steps that a test lets it take, one each time it is looked at. A step's name ends in its
/// length: <c>0001 2s</c>.
/// </summary>
internal sealed class SteppedTime(Steps steps) : TimeProvider
{
    private static readonly Duration _lengths = new();
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        if (steps.TryTake() is not { } step)
            return Interlocked.Read(ref _now);
        return _lengths.TryParse(step.Split(' ')[^1], out var length)
            ? Interlocked.Add(ref _now, length.Ticks)
            : throw new FormatException($"'{step}' is no step of time: expected a name that ends in {_lengths.Expected}.");
    }
}

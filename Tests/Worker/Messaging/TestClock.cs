using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>A clock that only the test moves, and that records the waits on it.</summary>
internal sealed class TestClock : FakeTimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Enqueue(dueTime);
        return timer;
    }

    /// <summary>
    /// Returns when something waits, or has waited, for exactly this time. If the test moved the clock earlier, the wait would begin too
    /// late; if it moved the clock repeatedly until something happens, the clock could go too far.
    /// </summary>
    public Task UntilAwaitedAsync(TimeSpan wait) => Waiting.Until($"somebody waits for {wait}", () => _waits.Contains(wait));
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>A clock that only the test moves, and that knows what is waited for.</summary>
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
    /// Returns when somebody waits for exactly so long, or has. A clock that was moved before that would not be noticed; one that
    /// is moved again and again until something happens may have gone further than the test says.
    /// </summary>
    public Task UntilAwaitedAsync(TimeSpan wait) => Waiting.Until($"somebody waits for {wait}", () => _waits.Contains(wait));
}

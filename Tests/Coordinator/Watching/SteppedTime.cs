using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Sweep.Tests.Coordinator.Watching;

/// <summary>Time that stands still until somebody waits for it, and then goes on by just what is waited for.</summary>
internal sealed class SteppedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Until the task ends.</summary>
    public async Task<T> RunAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            var wait = _waits.Reader.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask();
            if (await Task.WhenAny(task, wait) == wait && _waits.Reader.TryRead(out var due))
                Advance(due);
        }

        return await task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        // Task.Delay makes it without a time to end at and sets that later, or with it; the watch waits in no other way.
        if (dueTime > TimeSpan.Zero)
            _waits.Writer.TryWrite(dueTime);
        return timer;
    }
}

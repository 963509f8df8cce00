namespace Sweep.Coordinator.Watching;

/// <summary>
/// How fast a sweep gets on while workers have anything of it: work done over the last minutes, not since its beginning, because workers
/// come and go. Time in which nobody had anything of it says nothing of how fast they are, and is left out. Work is in any unit. Not safe
/// for concurrent use.
/// </summary>
public sealed class SweepPace(TimeProvider time)
{
    /// <summary>Long enough for several stages to end, short enough to tell of a change of workers soon.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Between two samples that are kept.</summary>
    private static readonly TimeSpan _step = TimeSpan.FromSeconds(5);

    /// <summary>Before it has been seen for so long, nothing is said.</summary>
    private static readonly TimeSpan _least = TimeSpan.FromSeconds(10);

    /// <summary>When nobody has had anything of the sweep for longer, nothing is said.</summary>
    private static readonly TimeSpan _longestIdle = TimeSpan.FromMinutes(1);

    /// <summary>Moments are timestamps less the time that was left out before.</summary>
    private readonly Queue<(long At, double Done)> _samples = [];
    private long _newest;
    private double _skipped;
    private long _leftOut;

    /// <summary>Of the look before, if nobody had anything then.</summary>
    private long? _idleAt;

    /// <summary>Of the first look of those without a break at which nobody had anything.</summary>
    private long? _idleSince;

    /// <param name="done">So far, since the sweep's beginning.</param>
    /// <param name="isIdle">No worker has anything of it.</param>
    public void Add(double done, bool isIdle = false)
    {
        var real = time.GetTimestamp();
        if (isIdle && _idleAt is { } before)
            _leftOut += real - before;
        _idleSince = isIdle ? _idleSince ?? real : null;
        _idleAt = isIdle ? real : null;
        var now = real - _leftOut;
        while (_samples.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) > Window)
            _samples.Dequeue();
        if (_samples.Count > 0 && time.GetElapsedTime(_newest, now) < _step)
            return;
        _samples.Enqueue((now, done - _skipped));
        _newest = now;
    }

    /// <summary>So much of what counts as done from now on was not done now: it was saved by an earlier attempt.</summary>
    public void Skip(double done) => _skipped += done;

    /// <summary>Null when it is not known: it was not seen for long enough, or nothing got done lately.</summary>
    /// <param name="left">Work still to do.</param>
    public TimeSpan? Remaining(double done, double left)
    {
        if (_idleSince is { } since && time.GetElapsedTime(since) > _longestIdle)
            return null;
        var now = (_idleAt ?? time.GetTimestamp()) - _leftOut;
        var first = _samples.FirstOrDefault(sample => time.GetElapsedTime(sample.At, now) <= Window);
        if (first == default)
            return null;
        var seen = time.GetElapsedTime(first.At, now);
        var gained = done - _skipped - first.Done;
        if (seen < _least || gained <= 0)
            return null;
        var seconds = seen.TotalSeconds * left / gained;
        // Beyond a century it says nothing.
        return seconds < 3.2e9 ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;
    }
}

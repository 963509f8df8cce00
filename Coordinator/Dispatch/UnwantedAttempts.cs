using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Ends what workers are at although no running sweep wants it any more, as after a pause: they save it and give it back.</summary>
public sealed class UnwantedAttempts(ISweepStore store, WorkerRoster roster, TimeProvider time, DispatchOptions options)
{
    private readonly Dictionary<Lease, long> _told = [];
    private long? _read;
    private int _isDue;

    /// <summary>Something was paused or cancelled: look in the next pass, whenever the last look was.</summary>
    public void Look() => Volatile.Write(ref _isDue, 1);

    /// <summary>Called by one pass at a time. To one worker the same is not said more often than <see cref="DispatchOptions.Repeat"/>.</summary>
    public async Task OrderAsync(CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        if (Interlocked.Exchange(ref _isDue, 0) == 0 && _read is { } last && time.GetElapsedTime(last, now) < options.Interval)
            return;

        try
        {
            var unwanted = await store.ReadUnwantedAsync(cancellation).ConfigureAwait(false);
            _read = now;
            foreach (var ended in _told.Keys.Except(unwanted).ToList())
                _told.Remove(ended);
            foreach (var lease in unwanted)
            {
                if (_told.TryGetValue(lease, out var told) && time.GetElapsedTime(told, now) < options.Repeat)
                    continue;
                _told[lease] = now;
                roster.Cancel(lease, save: true);
            }
        }
        catch
        {
            Look();
            throw;
        }
    }
}

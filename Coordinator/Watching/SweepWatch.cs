using System.Runtime.CompilerServices;
using Sweep.Api.V1;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Watching;

/// <summary>
/// How sweeps get on, as <c>sweep.proto</c> says of WatchRequest and WatchResponse. All who watch share what is read; of each there is
/// kept what it was told last, and nothing is put by for one who is slow: what is newest then is what is told. Safe for concurrent use.
/// </summary>
internal sealed class SweepWatch(Surveyor surveyor, SweepFinder finder, TimeProvider time)
{
    private static readonly TimeSpan _usual = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(60);

    /// <summary>Nobody is left without a message for longer, so that a broken connection is told from a quiet one.</summary>
    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(15);

    /// <summary>One survey serves all who ask within so long, and no interval is waited for in vain.</summary>
    private static readonly TimeSpan _shared = _shortest - TimeSpan.FromMilliseconds(10);

    /// <exception cref="SweepControlException">With the first message: there is no such sweep, or the request makes no sense.</exception>
    /// <exception cref="SweepStoreException">The store does not work; the watcher can go on later from the last sequence.</exception>
    public async IAsyncEnumerable<WatchResponse> WatchAsync(WatchRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var interval = Interval(request);
        if (request.AfterSequence < 0)
            throw new SweepControlException(ControlFault.Invalid, "after_sequence: expected 0, or the sequence of an earlier message.");
        if (request.Name.Length > 0)
            await finder.FindAsync(request.Name, cancellation).ConfigureAwait(false);

        var watcher = new Watcher(request.Name.Length > 0 ? request.Name : null, request.AfterSequence);
        var (told, news) = (0L, 0L);
        for (var isFirst = true; ; isFirst = false)
        {
            var isDue = isFirst || !watcher.IsCurrent || time.GetElapsedTime(news) >= interval;
            // A sweep that was stored just before must be in the first message, and what another stream told not behind it.
            var survey = await (isFirst ? surveyor.ReadNewAsync(cancellation) : surveyor.ReadAsync(_shared, cancellation)).ConfigureAwait(
                false
            );
            var message = isDue ? await watcher.TellAsync(survey, cancellation).ConfigureAwait(false) : null;
            if (message is null && (isFirst || time.GetElapsedTime(told) >= _quiet))
                message = watcher.Repeat(survey);
            if (isDue)
                news = time.GetTimestamp();
            if (message is not null)
            {
                yield return message;
                told = time.GetTimestamp();
            }

            if (watcher.HasEnded)
                yield break;
            if (watcher.IsCurrent)
            {
                await Task.Delay(Earlier(interval - time.GetElapsedTime(news), _quiet - time.GetElapsedTime(told)), time, cancellation)
                    .ConfigureAwait(false);
            }
        }
    }

    private static TimeSpan Earlier(TimeSpan left, TimeSpan right) =>
        (left < right ? left : right) is { Ticks: > 0 } wait ? wait : TimeSpan.FromMilliseconds(1);

    private static TimeSpan Interval(WatchRequest request)
    {
        if (request.Interval is not { } asked)
            return _usual;
        // Not converted before it is known to fit.
        if (
            asked.Seconds is >= 0 and <= 60
            && asked.Nanos is >= 0 and < 1_000_000_000
            && asked.ToTimeSpan() is var interval
            && interval >= _shortest
            && interval <= _longest
        )
        {
            return interval;
        }

        throw new SweepControlException(ControlFault.Invalid, "interval: expected 0.2 s to 60 s, or nothing, which means 1 s.");
    }
}

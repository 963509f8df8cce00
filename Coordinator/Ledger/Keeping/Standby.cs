using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Ledger.Keeping;

/// <summary>
/// Waits to replace the coordinator that keeps a store, until the store's mark has not moved for some time by this process's own clock. A
/// live coordinator moves the mark at every <see cref="KeeperOptions.Heartbeat"/>. A store that cannot be read says nothing about its
/// coordinator, so the wait then starts again. A wrong guess is harmless: taking over fences the other process off.
/// </summary>
/// <param name="readMark">See <see cref="ILedgerReader.ReadMarkAsync"/>.</param>
/// <param name="patience">How long the mark must stand still: several heartbeats.</param>
public sealed partial class Standby(
    Func<CancellationToken, Task<LedgerMark>> readMark,
    TimeSpan patience,
    TimeProvider time,
    ILogger<Standby> log
)
{
    /// <summary>The time between two reads of the mark.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The most time that counts between two reads: a process that was itself stopped cannot tell whether the other was silent.
    /// </summary>
    private static readonly TimeSpan _longestStep = 2 * Interval;

    /// <summary>Returns when this process may take over.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        LogStandingBy(patience);
        using var timer = new PeriodicTimer(Interval, time);
        LedgerMark? known = null;
        var silence = TimeSpan.Zero;
        var last = time.GetTimestamp();
        do
        {
            var now = time.GetTimestamp();
            var step = time.GetElapsedTime(last, now);
            last = now;
            var mark = await ReadAsync(isNews: known is not null, cancellation).ConfigureAwait(false);
            silence = mark is null || mark != known ? TimeSpan.Zero : silence + (step < _longestStep ? step : _longestStep);
            known = mark;
        } while (silence < patience && await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));

        LogTakingOver(silence);
    }

    private async Task<LedgerMark?> ReadAsync(bool isNews, CancellationToken cancellation)
    {
        try
        {
            return await readMark(cancellation).ConfigureAwait(false);
        }
        catch (SweepStoreException fault)
        {
            if (isNews)
                LogCannotRead(fault.Message);
            return null;
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "Standing by: taking over when the coordinator that keeps the store has not written for {Patience}"
    )]
    private partial void LogStandingBy(TimeSpan patience);

    [LoggerMessage(LogLevel.Warning, "Taking over: the coordinator that keeps the store has not written for {Silence}")]
    private partial void LogTakingOver(TimeSpan silence);

    [LoggerMessage(LogLevel.Warning, "The store cannot be read, so nothing is known of who keeps it: {Fault}")]
    private partial void LogCannotRead(string fault);
}

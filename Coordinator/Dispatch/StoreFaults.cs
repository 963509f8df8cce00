using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Dispatch;

/// <summary>
/// What is done while the store does not work: everything waits and tries again, said once, until it works or this process ends. A
/// report that cannot be stored is kept, never dropped. Safe for concurrent use.
/// </summary>
public sealed class StoreFaults(IEnumerable<IDispatchObserver> observers, ListeningClock clock, TimeProvider time, ILogger<StoreFaults> log)
    : IKeeperObserver
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);

    /// <summary>A call that takes longer waits for the medium, or for another process's lock.</summary>
    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(1);

    private readonly IDispatchObserver[] _observers = [.. observers];
    private int _isBroken;
    private volatile string? _fault;

    /// <summary>What is wrong with the store; null while it works.</summary>
    public string? Fault => Volatile.Read(ref _isBroken) == 1 ? _fault : null;

    /// <summary>Before trying again for the nth time, from 1.</summary>
    public static TimeSpan Pause(int failures)
    {
        var pause = _firstPause * Math.Pow(2, Math.Min(failures - 1, 16));
        return pause < _longestPause ? pause : _longestPause;
    }

    /// <summary>Tries until it works or is cancelled.</summary>
    public async Task<T> PersistAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        for (var failures = 0; ; )
        {
            try
            {
                var result = await WatchAsync(call()).ConfigureAwait(false);
                OnWorks();
                return result;
            }
            catch (SweepStoreException fault)
            {
                OnFault(fault);
            }

            clock.Stop();
            try
            {
                await Task.Delay(Pause(++failures), time, cancellation).ConfigureAwait(false);
            }
            finally
            {
                clock.Go();
            }
        }
    }

    public void OnFault(SweepStoreException fault)
    {
        _fault = fault.Message;
        if (Interlocked.Exchange(ref _isBroken, 1) == 1)
            return;
        log.StoreFailed(fault.Message);
        log.StoreFailureOrigin(fault);
        foreach (var observer in _observers)
            observer.OnFault(fault);
    }

    public void OnWorks()
    {
        if (Volatile.Read(ref _isBroken) == 1 && Interlocked.Exchange(ref _isBroken, 0) == 1)
            log.StoreWorks();
    }

    /// <summary>While a call is slow, the report that it stores has not been heard: nobody may count as silent for it.</summary>
    private async Task<T> WatchAsync<T>(Task<T> call)
    {
        try
        {
            return await call.WaitAsync(_slow, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            clock.Stop();
        }

        try
        {
            return await call.ConfigureAwait(false);
        }
        finally
        {
            clock.Go();
        }
    }
}

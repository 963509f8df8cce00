using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;

namespace Sweep.Tests.Worker.Data.Catalogue;

public sealed class DatasetCacheTests
{
    [Fact]
    public void Get_BeyondTheLimit_ReleasesTheLeastRecentlyUsed()
    {
        var cache = new DatasetCache(250);
        Get(cache, "a", 100);
        Get(cache, "b", 100);
        Get(cache, "a", 100);
        Get(cache, "c", 100);

        Assert.Equal(200, cache.HeldBytes);
        GC.Collect();
        var loads = 0;
        cache.Get("a", () => Make(100, ref loads), Cancellation);
        cache.Get("c", () => Make(100, ref loads), Cancellation);
        Assert.Equal(0, loads);
    }

    [Fact]
    public void Get_LargerThanTheLimit_HoldsIt()
    {
        var cache = new DatasetCache(10);
        Get(cache, "a", 100);
        Assert.Equal(100, cache.HeldBytes);
    }

    [Fact]
    public void Get_ReleasedButStillUsed_ReturnsTheSame()
    {
        var cache = new DatasetCache(10);
        var loads = 0;
        var first = cache.Get("a", () => Make(100, ref loads), Cancellation);
        Get(cache, "b", 100);

        Assert.Same(first, cache.Get("a", () => Make(100, ref loads), Cancellation));
        Assert.Equal(1, loads);
    }

    [Fact]
    public async Task Get_AtTheSameTime_LoadsOnce()
    {
        var cache = new DatasetCache(1000);
        var loads = 0;
        using var release = new ManualResetEventSlim();
        var loaded = new Dataset[8];
        var threads = Enumerable
            .Range(0, loaded.Length)
            .Select(number => new Thread(() => loaded[number] = cache.Get("a", Load, Cancellation)))
            .ToList();
        threads.ForEach(thread => thread.Start());

        // One thread loads and all others wait for it. A thread that did not wait would load, too, and be counted.
        await Waiting.Until("all of them wait", () => threads.TrueForAll(thread => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)));
        release.Set();
        threads.ForEach(thread => thread.Join());

        Assert.Single(loaded.Distinct(ReferenceEqualityComparer.Instance));
        Assert.Equal(1, loads);

        Dataset Load()
        {
            var dataset = Make(100, ref loads);
            release.Wait(Cancellation);
            return dataset;
        }
    }

    [Fact]
    public void Get_AfterAFailure_TriesAgain()
    {
        var cache = new DatasetCache(1000);
        Assert.Throws<DataException>(() => cache.Get("a", () => throw new DataException("broken"), Cancellation));
        Assert.NotNull(Get(cache, "a", 10));
    }

    [Fact]
    public async Task Get_StoppedWhileAnotherLoads_DoesNotWait()
    {
        var cache = new DatasetCache(1000);
        var loading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource();
        var first = Task.Run(
            () =>
                cache.Get(
                    "a",
                    () =>
                    {
                        loading.SetResult();
                        release.Task.Wait(Cancellation);
                        return Make(10);
                    },
                    Cancellation
                ),
            Cancellation
        );
        await loading.Task.WaitAsync(Waiting.Patience, Cancellation);
        using var stop = new CancellationTokenSource();
        var second = Task.Run(() => cache.Get("a", () => Make(10), stop.Token), Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(Waiting.Patience, Cancellation));
        release.SetResult();
        Assert.Same(await first, cache.Get("a", () => Make(10), Cancellation));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Dataset Get(DatasetCache cache, string key, int bytes) => cache.Get(key, () => Make(bytes), Cancellation);

    private static Dataset Make(int bytes) => new("a", new ImageSet(new byte[bytes], [], 1), new ImageSet([], [], 1), [], "", "");

    private static Dataset Make(int bytes, ref int loads)
    {
        Interlocked.Increment(ref loads);
        return Make(bytes);
    }
}

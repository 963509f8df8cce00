using Sweep.Worker.Data;

namespace Sweep.Tests.Worker.Data;

public sealed class DatasetCacheTests
{
    [Fact]
    public void Get_BeyondTheLimit_LetsGoOfTheLeastRecentlyUsed()
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
    public void Get_LetGoButStillUsed_IsTheSame()
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
        var loaded = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => cache.Get("a", () => Make(100, ref loads), Cancellation))));

        Assert.Single(loaded.Distinct(ReferenceEqualityComparer.Instance));
        Assert.Equal(1, loads);
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
        var (loading, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = Task.Run(
            () => cache.Get(
                "a",
                () =>
                {
                    loading.SetResult();
                    release.Task.Wait(Cancellation);
                    return Make(10);
                },
                Cancellation),
            Cancellation);
        await loading.Task;
        using var stop = new CancellationTokenSource();
        var second = Task.Run(() => cache.Get("a", () => Make(10), stop.Token), Cancellation);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        release.SetResult();
        Assert.Same(await first, cache.Get("a", () => Make(10), Cancellation));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Dataset Get(DatasetCache cache, string key, int bytes) => cache.Get(key, () => Make(bytes), Cancellation);

    private static Dataset Make(int bytes) => new("a", new ImageSet(new byte[bytes], [], 1), new ImageSet([], [], 1), [], "");

    private static Dataset Make(int bytes, ref int loads)
    {
        Interlocked.Increment(ref loads);
        return Make(bytes);
    }
}

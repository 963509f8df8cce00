using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class DispatchServiceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_StoreBrokenAtTheStartAndLater_GoesOnByItself()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var coordinator = fixture.Begin();
        fixture.Store.IsBroken = true;
        using var service = coordinator.Service();
        await service.StartAsync(Stop);
        await UntilAsync(fixture, () => fixture.Told.Contains("fault"));
        Assert.False(coordinator.Leases.Loaded.IsCompleted);

        fixture.Store.IsBroken = false;
        await UntilAsync(fixture, () => coordinator.Leases.Loaded.IsCompleted);
        var worker = fixture.Add("w");
        await worker.BeatAsync();
        await UntilAsync(fixture, () => worker.Heard > 0);
        fixture.Store.IsBroken = true;
        await worker.BeatAsync();
        await UntilAsync(fixture, () => fixture.Told.Count(line => line == "fault") == 2);
        Assert.Empty(worker.Given);

        fixture.Store.IsBroken = false;
        await UntilAsync(fixture, () => worker.Given.Count == 1);
        await service.StopAsync(Stop);
    }

    /// <summary>Lets time pass, in small steps, until something is so.</summary>
    private static async Task UntilAsync(DispatchFixture fixture, Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}

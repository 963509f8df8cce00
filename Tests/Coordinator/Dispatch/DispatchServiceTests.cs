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
        await fixture.AdvanceUntilAsync(() => fixture.Told.Contains("fault"));
        Assert.False(coordinator.Leases.Loaded.IsCompleted);

        fixture.Store.IsBroken = false;
        await fixture.AdvanceUntilAsync(() => coordinator.Leases.Loaded.IsCompleted);
        var worker = fixture.Add("w");
        await worker.BeatAsync();
        await fixture.AdvanceUntilAsync(() => worker.Heard > 0);
        fixture.Store.IsBroken = true;
        await worker.BeatAsync();
        await fixture.AdvanceUntilAsync(() => fixture.Told.Count(line => line == "fault") == 2);
        Assert.Empty(worker.Given);

        fixture.Store.IsBroken = false;
        await fixture.AdvanceUntilAsync(() => worker.Given.Count == 1);
        await service.StopAsync(Stop);
    }
}

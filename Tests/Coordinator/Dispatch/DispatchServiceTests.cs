using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

public sealed class DispatchServiceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_StoreBrokenAtTheStartAndLater_GoesOnByItself()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a", "b"));
        var coordinator = fixture.Restart();
        await fixture.BreakAsync();
        using var service = coordinator.Service();
        await service.StartAsync(Stop);
        await fixture.AdvanceUntilAsync(() => fixture.Told.Contains("fault"));

        await fixture.RepairAsync();
        var worker = fixture.Add("w");
        await worker.BeatAsync();
        await fixture.AdvanceUntilAsync(() => worker.Heard > 0);
        await fixture.BreakAsync();
        await worker.BeatAsync();
        await fixture.AdvanceUntilAsync(() => fixture.Told.Count(line => line == "fault") == 2);
        Assert.Empty(worker.Given);

        await fixture.RepairAsync();
        await fixture.AdvanceUntilAsync(() => worker.Given.Count == 1);
        await service.StopAsync(Stop);
    }
}

using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Dispatch;

/// <summary>Workers that end, and workers that are heard of no more.</summary>
public sealed class FarewellTests
{
    [Fact]
    public async Task Accept_WorkerHasEnded_IsListedNoMore()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        await fixture.PassAsync();
        await worker.ReleaseAsync(await worker.BeginAsync("a"));
        Assert.Single(await fixture.WorkersAsync());

        await worker.ReportAsync([], worker.Status() with { Draining = true, Ended = true });
        Assert.Empty(await fixture.WorkersAsync());

        // Delivered again it brings nobody back, and nobody gone is told of.
        await worker.ReportAsync([], worker.Status() with { Draining = true, Ended = true });
        Assert.Empty(await fixture.WorkersAsync());
    }

    [Fact]
    public async Task Workers_HeartbeatsAreMissing_AreLostUntilTheyComeBackOrAreForgotten()
    {
        await using var fixture = await DispatchFixture.StartAsync(null, new SampleSweep("s", "a"));
        var worker = await fixture.JoinAsync("w");
        Assert.False(Assert.Single(await fixture.WorkersAsync()).IsSilent);

        worker.IsAlive = false;
        await fixture.PassTimeAsync(fixture.Options.OrderPatience + TimeSpan.FromSeconds(1));
        Assert.True(Assert.Single(await fixture.WorkersAsync()).IsSilent);
        await worker.BeatAsync();
        Assert.False(Assert.Single(await fixture.WorkersAsync()).IsSilent);
    }
}

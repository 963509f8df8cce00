using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Telemetry;
using Sweep.Hosting.Telemetry;

namespace Sweep.Tests.Coordinator.Telemetry;

public sealed class CoordinatorHealthTests
{
    [Fact]
    public void Parts_SweepsAreStalled_NamesThemAndStaysHealthy()
    {
        using var health = new CoordinatorHealth();
        var stalls = new Stalls();
        Assert.Equal(Finding.Well, Sweeps(health));
        health.Lead(null!, null!, stalls);
        Assert.Equal(Finding.Well, Sweeps(health));

        stalls.Take(new Dictionary<string, string> { ["b"] = "No worker is there." });
        Assert.Equal(new Finding(true, "b is stalled: No worker is there."), Sweeps(health));

        stalls.Take(new Dictionary<string, string> { ["b"] = "No worker is there.", ["a"] = "It lacks data." });
        Assert.Equal(new Finding(true, "2 are stalled: a, b. Of the first: It lacks data."), Sweeps(health));
    }

    private static Finding Sweeps(CoordinatorHealth health) => health.Parts.Single(part => part.Name == "sweeps").Look();
}

using System.Globalization;
using Sweep.Contracts.States;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger;

/// <summary>
/// Compares the ledger with the model over stores in memory. Most stages are completed after some hundred steps, so each walk then starts
/// again. SWEEP_TEST_WALK sets the number of steps per seed; a million take minutes.
/// </summary>
public sealed class SweepLedgerWalkTests
{
    private const int StepsOfAWalk = 400;

    private static readonly int _steps = int.TryParse(
        Environment.GetEnvironmentVariable("SWEEP_TEST_WALK"),
        CultureInfo.InvariantCulture,
        out var steps
    )
        ? steps
        : 4_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AnyTransitions_InAnyOrder_AgreeWithTheModel(int seed)
    {
        var (seen, restarts) = (new HashSet<StageState>(), 0);
        for (var walked = 0; walked < _steps; walked += StepsOfAWalk)
        {
            var medium = new MemoryMedium();
            var walk = await LedgerWalk.RunAsync(() => new MemoryStore(medium), (seed * 1_000_000) + walked, StepsOfAWalk);
            seen.UnionWith(walk.Seen);
            restarts += walk.Restarts;
        }

        Assert.Equal(Enum.GetValues<StageState>(), seen.Order());
        Assert.True(restarts > 10, $"{restarts} restarts");
    }
}

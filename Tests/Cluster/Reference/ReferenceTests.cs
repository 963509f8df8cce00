using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Reference;

/// <summary>
/// The promise of the whole: whatever is killed, the same trials come out, each once, with the same weights, metrics and learning
/// curves, bit for bit.
/// </summary>
public sealed class ReferenceTests
{
    [Fact]
    public Task Sweep_KilledFiveTimes_EndsWithTheNumbersOfAnUndisturbedOne() =>
        CompareAsync(TrainingSweep.Small(seeds: 2, epochs: 3, samples: 300, TrainingSweep.RealImages()), seed: 3, TimeSpan.FromSeconds(2), atLeast: 5, atMost: 5);

    [Fact]
    [Trait("Category", "Chaos")]
    public Task Sweep_KilledFiftyTimes_EndsWithTheNumbersOfAnUndisturbedOne() =>
        CompareAsync(TrainingSweep.Small(seeds: 16, epochs: 8, samples: 1000, TrainingSweep.RealImages()), seed: 1, TimeSpan.FromSeconds(4), atLeast: 50, atMost: null);

    private static async Task CompareAsync(TrainingSweep sweep, int seed, TimeSpan longestPause, int atLeast, int? atMost)
    {
        List<string> undisturbed;
        await using (var cluster = await TestCluster.StartAsync())
        {
            await cluster.StartWorkerAsync(sweep.WorkerFlags);
            await cluster.SubmitAsync(sweep.Spec);
            await cluster.CompletesAsync(sweep.Name, TimeSpan.FromMinutes(20));
            undisturbed = await sweep.OutcomeAsync(cluster);
        }

        await using (var cluster = await TestCluster.StartAsync())
        {
            await cluster.SubmitAsync(sweep.Spec);
            var monkey = new ChaosMonkey(cluster, sweep, seed, longestPause);
            await monkey.RunAsync(atMost);
            Assert.Equal(undisturbed, await sweep.OutcomeAsync(cluster));
            Assert.True(monkey.Kills >= atLeast, $"The sweep was over after {monkey.Kills} kills.");
        }
    }
}

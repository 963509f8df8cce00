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
        CompareAsync(
            TrainingSweep.Small(seeds: 2, epochs: 3, samples: 300, TrainingSweep.RealImages()),
            seed: 3,
            workers: 3,
            coordinators: 1,
            brokers: 1,
            stops: 1
        );

    [Fact]
    [Trait("Category", "Chaos")]
    public Task Sweep_KilledFiftyTimes_EndsWithTheNumbersOfAnUndisturbedOne() =>
        CompareAsync(
            TrainingSweep.Small(seeds: 16, epochs: 8, samples: 1000, TrainingSweep.RealImages()),
            seed: 1,
            workers: 32,
            coordinators: 12,
            brokers: 6,
            stops: 6
        );

    /// <summary>Counts of what is killed, and of the workers that are stopped beyond their lease.</summary>
    private static async Task CompareAsync(TrainingSweep sweep, int seed, int workers, int coordinators, int brokers, int stops)
    {
        List<string> undisturbed;
        await using (var cluster = await TestCluster.StartAsync())
        {
            await cluster.StartWorkerAsync(sweep.WorkerFlags);
            await cluster.SubmitAsync(sweep.Spec);
            await cluster.CompletesAsync(sweep.Name, TimeSpan.FromMinutes(20));
            undisturbed = await sweep.OutcomeAsync(cluster);
        }

        // Short real leases: that one lapses because the machine is slow makes no difference to what comes out either.
        await using (
            var cluster = await TestCluster.StartAsync(with: cluster => cluster.CoordinatorFlags = ["--lease", "4s", "--back-off", "1s"])
        )
        {
            await cluster.SubmitAsync(sweep.Spec);
            await using var monkey = new ChaosMonkey(cluster, sweep, seed);
            await monkey.RunAsync(workers, coordinators, brokers, stops);
            Assert.Equal(undisturbed, await sweep.OutcomeAsync(cluster));
        }
    }
}

using System.Globalization;
using Sweep.Coordinator.Store;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Reference;

/// <summary>Kills and stops the processes of a cluster at moments drawn by a seed, until the sweep is completed, and brings them back.</summary>
internal sealed class ChaosMonkey(TestCluster cluster, TrainingSweep sweep, int seed, TimeSpan longestPause)
{
    private const int Workers = 3;
    private readonly Random _random = new(seed);
    private readonly List<ClusterProcess> _workers = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();

    public int WorkersKilled { get; private set; }

    public int CoordinatorsKilled { get; private set; }

    public int BrokersKilled { get; private set; }

    public int WorkersStopped { get; private set; }

    public int Kills => WorkersKilled + CoordinatorsKilled + BrokersKilled;

    /// <param name="kills">After so many it leaves the cluster alone; null goes on to the end.</param>
    public async Task RunAsync(int? kills = null)
    {
        for (var number = 0; number < Workers; number++)
            _workers.Add(cluster.BeginWorker(sweep.WorkerFlags));
        await cluster.RunsAsync(sweep.Name, 1);
        while (!await IsDoneAsync())
        {
            await Task.Delay(longestPause * _random.NextDouble(), TestCluster.Stop);
            if (kills is { } most && Kills >= most)
                break;
            await ActAsync(_random.Next(10));
        }

        await cluster.CompletesAsync(sweep.Name, TimeSpan.FromMinutes(20));
        Say($"completed after {Kills} kills: {WorkersKilled} of workers, {CoordinatorsKilled} of the coordinator, {BrokersKilled} of the broker; {WorkersStopped} workers were stopped for longer than a lease");
    }

    private async Task ActAsync(int draw)
    {
        var number = _random.Next(Workers);
        switch (draw)
        {
            case < 6:
                Say($"kill -9 worker {number + 1}");
                await _workers[number].KillAsync();
                _workers[number] = cluster.BeginWorker(sweep.WorkerFlags);
                WorkersKilled++;
                break;
            case < 8:
                Say("kill -9 coordinator");
                await cluster.Coordinator.KillAsync();
                await cluster.StartCoordinatorAsync();
                CoordinatorsKilled++;
                break;
            case 8:
                Say("kill -9 broker");
                await cluster.Broker.KillAsync();
                await cluster.Broker.StartAgainAsync();
                BrokersKilled++;
                break;
            default:
                Say($"stop worker {number + 1} beyond its lease");
                _workers[number].Signal("STOP");
                await Task.Delay(TestCluster.Lease * 1.5, TestCluster.Stop);
                _workers[number].Signal("CONT");
                WorkersStopped++;
                break;
        }
    }

    private async Task<bool> IsDoneAsync() => await cluster.CountAsync(sweep.Name) is { Total.Stages: > 0 } counts && counts[StageState.Completed].Stages == counts.Total.Stages;

    private void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_start).TotalSeconds,7:0.0} s  {text}"));
}

using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Contracts.Messages;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Reference;

/// <summary>
/// Kills and stops the processes of a cluster in an order drawn by a seed, and brings them back. The sweep is held meanwhile: between
/// two acts fewer epochs may begin than would end it, so that each act meets it in the middle, however fast the machine is.
/// </summary>
internal sealed partial class ChaosMonkey(TestCluster cluster, TrainingSweep sweep, int seed) : IAsyncDisposable
{
    private const int Workers = 3;
    private readonly Random _random = new(seed);
    private readonly Gate _gate = cluster.MakeGate();
    private readonly List<ClusterProcess> _workers = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private BusTap _tap = null!;

    private enum Act
    {
        KillWorker,
        KillCoordinator,
        KillBroker,
        StopWorker,
    }

    /// <summary>When, after some epochs were allowed to begin, the act comes.</summary>
    private enum Moment
    {
        /// <summary>Whatever is going on.</summary>
        AtOnce,

        /// <summary>A report is on its way, and the coordinator's answer to it.</summary>
        Reported,

        /// <summary>The last of these epochs has just begun.</summary>
        Begun,
    }

    /// <summary>Does so many of each, and waits for the sweep's end.</summary>
    public async Task RunAsync(int workers, int coordinators, int brokers, int stops)
    {
        Act[] acts =
        [
            .. Enumerable.Repeat(Act.KillWorker, workers),
            .. Enumerable.Repeat(Act.KillCoordinator, coordinators),
            .. Enumerable.Repeat(Act.KillBroker, brokers),
            .. Enumerable.Repeat(Act.StopWorker, stops),
        ];
        _random.Shuffle(acts);
        var most = (sweep.Epochs - 1) / acts.Length;
        Assert.True(most > 0, $"{acts.Length} acts need a sweep of more than {sweep.Epochs} epochs.");

        _tap = await BusTap.OpenAsync(cluster.Broker);
        for (var number = 0; number < Workers; number++)
            _workers.Add(BeginWorker());
        foreach (var act in acts)
        {
            var heard = _tap.Reports.Count;
            _gate.Release(1 + _random.Next(most));
            var moment = (Moment)_random.Next(3);
            if (moment == Moment.Reported)
                await Until.TrueAsync("something is reported", () => IsReported(_tap.Reports.Skip(heard)), cluster.State);
            else if (moment == Moment.Begun)
                await _gate.TakenAsync();
            await DoAsync(act, moment);
        }

        Assert.True((await cluster.CountAsync(sweep.Name)).Open.Stages > 0, "The sweep was over before it was let go.");
        _gate.Open();
        await cluster.CompletesAsync(sweep.Name, TimeSpan.FromMinutes(20));
        Say("completed");
    }

    public async ValueTask DisposeAsync()
    {
        if (_tap is not null)
            await _tap.DisposeAsync();
    }

    /// <summary>An attempt that has lost its lease says nothing more; after some heartbeats it is not waited for.</summary>
    private static bool IsReported(IEnumerable<WorkerReport> reports) =>
        reports.Any(report => report.Stages.Count > 0) || reports.Count(report => report.Status is not null) > 40;

    private async Task DoAsync(Act act, Moment moment)
    {
        var number = _random.Next(Workers);
        Say($"{moment}: {act}{(act is Act.KillWorker or Act.StopWorker ? $" {number + 1}" : "")}");
        switch (act)
        {
            case Act.KillWorker:
                await _workers[number].KillAsync();
                _workers[number] = BeginWorker();
                break;
            case Act.KillCoordinator:
                await cluster.Coordinator.KillAsync();
                await cluster.StartCoordinatorAsync();
                break;
            case Act.KillBroker:
                await cluster.Broker.KillAsync();
                await cluster.Broker.StartAgainAsync();
                await _tap.DisposeAsync();
                _tap = await BusTap.OpenAsync(cluster.Broker);
                break;
            case Act.StopWorker:
                await StopBeyondItsLeaseAsync(_workers[number]);
                break;
        }
    }

    private async Task StopBeyondItsLeaseAsync(ClusterProcess worker)
    {
        // The coordinator that runs now gets to know it, at the latest when it finds its status in the queue.
        await Until.TrueAsync("the worker says who it is", () => Id().IsMatch(worker.Said), cluster.State);
        var id = Id().Match(worker.Said).Groups[1].Value;
        var heard = _tap.Reports.Count;
        await Until.TrueAsync(
            "the worker is heard",
            () => _tap.Reports.Skip(heard).Any(report => report.WorkerId == id && report.Status is not null),
            cluster.State
        );

        var gone = Gone();
        worker.Signal("STOP");
        await Until.TrueAsync("its lease is over", () => Gone() > gone, cluster.State);
        worker.Signal("CONT");

        int Gone() =>
            cluster
                .Coordinator.Said.Split('\n')
                .Count(line =>
                    line.Contains($"Worker {id} on ", StringComparison.Ordinal) && line.Contains("is gone", StringComparison.Ordinal)
                );
    }

    private ClusterProcess BeginWorker() => cluster.BeginWorker([.. sweep.WorkerFlags, "--engine", _gate.Train]);

    private void Say(string text) =>
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_start).TotalSeconds, 7:0.0} s  {text}")
        );

    [GeneratedRegex(@"Worker (w[^:\s]+): 1 slot")]
    private static partial Regex Id();
}

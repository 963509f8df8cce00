using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Telemetry;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Telemetry;
using Sweep.Tests.Hosting.Telemetry;
using StageState = Sweep.Contracts.States.StageState;
using SweepState = Sweep.Api.V1.SweepState;

namespace Sweep.Tests.Coordinator.Telemetry;

/// <summary>The values of the coordinator's gauges, and the bound on their number of series.</summary>
public sealed class SeriesTests : IDisposable
{
    /// <summary>The most series of all gauges below, however many sweeps and workers there are.</summary>
    private const int MostSeries = 1_400;

    private readonly Instruments _instruments = new();

    [Fact]
    public void Series_OfManyWorkersAndSweeps_AreBounded()
    {
        var meter = _instruments.Create(new(Meters.Coordinator));
        var (sweeps, workers, running, ledger) = (
            new SweepGauges(meter),
            new WorkerGauges(meter),
            new RunningGauges(meter),
            new LedgerGauges(meter)
        );

        sweeps.Update(Enumerable.Range(1, 150).Select(number => Sweep(number, gpuHours: 1)));
        workers.Update([.. Enumerable.Range(1, 1000).Select(number => Worker($"w{number}"))]);
        running.Update([
            .. Enumerable
                .Range(1, 1000)
                .Select(number => Attempt(number, number % 2 == 0 ? "vgg16" : "mobilenet", (StageKind)(number % 3))),
        ]);
        ledger.Update(Tally(), 1_000);

        var series = _instruments.Read();
        TestContext.Current.SendDiagnosticMessage($"{series.Count} series");
        Assert.InRange(series.Count, 1_000, MostSeries);
        Assert.Equal(SweepGauges.Most + 1, series.Keys.Count(name => name.StartsWith("sweep.sweep.done.ratio", StringComparison.Ordinal)));
        Assert.DoesNotContain(series.Keys, name => name.Contains("w1000", StringComparison.Ordinal));
    }

    [Fact]
    public void Sweeps_BeyondTheNamedOnes_AreSummedAsOne()
    {
        var gauges = new SweepGauges(_instruments.Create(new(Meters.Coordinator)));
        gauges.Update(
            Enumerable.Range(1, 103).Select(number => Sweep(number, gpuHours: 2)).Append(Sweep(1000, state: SweepState.Paused)).Reverse()
        );

        var series = _instruments.Read();

        Assert.Equal(4, series["sweep.sweep.stages{state=ready,sweep=s001}"]);
        // The sweeps that were submitted last.
        Assert.Equal(3 * 4, series["sweep.sweep.stages{state=ready,sweep=other}"]);
        Assert.Equal(101 + 102 + 103, series["sweep.sweep.spent{sweep=other}"]);
        Assert.Equal(0.5, series["sweep.sweep.done.ratio{sweep=other}"]);
        Assert.Equal(7200, series["sweep.sweep.budget{sweep=s100}"]);
        Assert.DoesNotContain("sweep.sweep.budget{sweep=other}", series.Keys);
        Assert.Equal(
            (103, 1, 0),
            (series["sweep.sweeps{state=running}"], series["sweep.sweeps{state=paused}"], series["sweep.sweeps{state=failed}"])
        );
    }

    [Fact]
    public void Sweeps_OneNamedOther_IsIncluded()
    {
        var gauges = new SweepGauges(_instruments.Create(new(Meters.Coordinator)));
        var named = Sweep(1);
        named.Name = SweepGauges.Other;
        gauges.Update(Enumerable.Range(2, 100).Select(number => Sweep(number)).Append(named));

        Assert.Equal(1 + 101, _instruments.Read()["sweep.sweep.spent{sweep=other}"]);
    }

    [Fact]
    public void Workers_OfEveryState_AreCountedWithTheirSlots()
    {
        var gauges = new WorkerGauges(_instruments.Create(new(Meters.Coordinator)));
        gauges.Update([
            Worker("a", slots: 4, held: 3),
            Worker("b", slots: 2, silent: 7) with
            {
                HearsOrders = false,
            },
            Worker("c", slots: 1) with
            {
                DrainReason = "told to",
            },
            Worker("d", slots: 8, held: 1, accepting: false),
        ]);

        var series = _instruments.Read();

        Assert.Equal(
            (1, 1, 1, 1),
            (
                series["sweep.workers{state=accepting}"],
                series["sweep.workers{state=deaf}"],
                series["sweep.workers{state=draining}"],
                series["sweep.workers{state=refusing}"]
            )
        );
        Assert.Equal(
            (4, 1, 10),
            (series["sweep.slots{state=busy}"], series["sweep.slots{state=free}"], series["sweep.slots{state=withheld}"])
        );
        Assert.Equal(7, series["sweep.workers.silence"]);
    }

    [Fact]
    public void Running_Attempts_AreSummedAndAveraged()
    {
        var gauges = new RunningGauges(_instruments.Create(new(Meters.Coordinator)));
        gauges.Update([
            Attempt(1, "vgg16", StageKind.Train) with
            {
                Progress = new StageProgressed(new StageId(1), 1, "w") { ImagesPerSecond = 100 },
                Loss = 2,
                Top1 = 50,
            },
            Attempt(2, "vgg16", StageKind.Train) with
            {
                Progress = new StageProgressed(new StageId(2), 1, "w") { ImagesPerSecond = 50 },
                Loss = 1,
            },
            Attempt(3, "vgg16", StageKind.Prune),
        ]);

        var series = _instruments.Read();

        Assert.Equal(2, series["sweep.running.attempts{architecture=vgg16,kind=train}"]);
        Assert.Equal(150, series["sweep.running.images{architecture=vgg16,kind=train}"]);
        Assert.Equal(1.5, series["sweep.running.loss{architecture=vgg16,kind=train}"]);
        Assert.Equal(0.5, series["sweep.running.accuracy.ratio{architecture=vgg16,kind=train}"]);
        Assert.DoesNotContain("sweep.running.loss{architecture=vgg16,kind=prune}", series.Keys);
    }

    public void Dispose() => _instruments.Dispose();

    private static SweepInfo Sweep(int number, double? gpuHours = null, SweepState state = SweepState.Running)
    {
        var sweep = new SweepInfo
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"s{number:D3}"),
            State = state,
            Created = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddSeconds(number)),
            Stages = new StageCounts
            {
                Total = 7,
                Ready = 4,
                Completed = 3,
            },
            Fraction = 0.5,
            Remaining = Duration.FromTimeSpan(TimeSpan.FromMinutes(number)),
            Spent = Duration.FromTimeSpan(TimeSpan.FromSeconds(number)),
            Saved = Duration.FromTimeSpan(TimeSpan.Zero),
        };
        if (gpuHours is { } most)
            sweep.GpuHours = most;
        return sweep;
    }

    private static WorkerView Worker(string id, int slots = 1, int held = 0, bool accepting = true, double silent = 0) =>
        new()
        {
            WorkerId = id,
            Status = new WorkerStatus
            {
                Sequence = 1,
                Slots = slots,
                Accepting = accepting,
                Device = "cpu",
                Version = "1",
                Host = "h",
            },
            Occupied = [.. Enumerable.Range(1, held).Select(number => new HeldAttempt(new StageId((UInt128)number), 1))],
            Silence = TimeSpan.FromSeconds(silent),
            HearsOrders = true,
        };

    private static RunningAttempt Attempt(int number, string architecture, StageKind kind) =>
        new()
        {
            Stage = new StageDefinition
            {
                Id = new StageId((UInt128)number),
                Kind = kind,
                Data = new DataSettings { Dataset = "mnist" },
                Model = new ModelSettings { Architecture = architecture },
                Training = new TrainingSettings(),
            },
            Lease = new Lease(new StageId((UInt128)number), 1, "w"),
            Since = 0,
            MayBeResumed = false,
            Loss = kind == StageKind.Prune ? null : 1,
        };

    private static LedgerTally Tally() =>
        new(
            [
                .. System
                    .Enum.GetValues<StageKind>()
                    .SelectMany(kind => System.Enum.GetValues<StageState>().Select(state => (kind, state, 1L))),
            ],
            1,
            TimeSpan.FromSeconds(1)
        );
}

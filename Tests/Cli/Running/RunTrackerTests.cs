using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using Sweep.Cli.Running;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Coordinator.Ledger;
using Sweep.Tests.Coordinator.Study;

namespace Sweep.Tests.Cli.Running;

public sealed class RunTrackerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-tracker-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly StringWriter _output = new();
    private TestLedger _ledger = null!;
    private RunTracker _tracker = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await TestLedger.OpenAsync(SqliteLedgerStore.Open(new(Path.Combine(_folder, "sweep.db"))), _time);
        await _ledger.SubmitAsync(
            new NewSweep
            {
                Name = "s",
                SpecHash = "h",
                SpecText = "",
            },
            Enumerable.Range(1, 4).Select(seed => new NewStage(Stage(seed), 100, 100)),
            []
        );
        var sweep = (await _ledger.Reader.FindSweepAsync("s", Stop))!;
        _tracker = await RunTracker.CreateAsync(
            _ledger.Keeper,
            sweep,
            _ => 100,
            stage => $"train · seed {stage.Seed}",
            new LineView(_output, _time),
            _time,
            Stop
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Read_BeforeAnythingIsDone_KnowsNoTimeLeft()
    {
        var status = await _tracker.ReadAsync(Stop);

        Assert.Equal((0.0, null), (status.Fraction, status.Remaining));
        Assert.Contains("at 0 %: 0 of 4 stages done", LineView.Line(status), StringComparison.Ordinal);
        Assert.Contains("time left not known yet", LineView.Line(status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_HalfOfAStageDone_ReckonsTheRestAtThatRate()
    {
        var lease = await StartAsync(1);
        _time.Advance(TimeSpan.FromSeconds(30));
        _tracker.OnProgressed(
            new StageProgressed(lease.StageId, lease.Attempt, lease.WorkerId)
            {
                Epoch = 1,
                Epochs = 2,
                Fraction = 0.5,
                ImagesPerSecond = 1234,
                Metrics = new EpochMetrics(1, 1, 91.5, 1, 1, 0),
            }
        );

        var status = await _tracker.ReadAsync(Stop);

        Assert.Equal(0.125, status.Fraction);
        Assert.Equal(TimeSpan.FromSeconds(30 * 7), status.Remaining);
        Assert.Equal("at 12 %: 0 of 4 stages done (0 reused), 1 running, 0 failed, 1,234 images/s, 3 min 30 s left", LineView.Line(status));
        Assert.Equal(91.5, Assert.Single(status.Running).Accuracy);
    }

    [Fact]
    public async Task Read_StageThatWasGivenBackOrFailed_DoesNotGoBack()
    {
        var lease = await StartAsync(1);
        _time.Advance(TimeSpan.FromSeconds(10));
        _tracker.OnProgressed(new StageProgressed(lease.StageId, lease.Attempt, lease.WorkerId) { Fraction = 0.8 });
        Assert.Equal(0.2, (await _tracker.ReadAsync(Stop)).Fraction, 6);
        await _ledger.ReleaseAsync(lease, new AttemptEnd("given back"));
        _tracker.OnReleased(new StageReleased(lease.StageId, lease.Attempt, lease.WorkerId));
        Assert.Equal(0.2, (await _tracker.ReadAsync(Stop)).Fraction, 6);

        lease = await StartAsync(2);
        await _ledger.ParkAsync(lease, new AttemptEnd("broken"));
        _tracker.OnParked(lease, "broken");
        Assert.Equal(0.2, (await _tracker.ReadAsync(Stop)).Fraction, 6);
    }

    [Fact]
    public async Task Read_ResumedStage_ReckonsAtTheRateSinceItWasResumed()
    {
        await _ledger.ReleaseAsync(await StartAsync(1), new AttemptEnd("given back"));
        var lease = await StartAsync(1);
        _tracker.OnProgressed(new StageProgressed(lease.StageId, lease.Attempt, lease.WorkerId) { Fraction = 0.8 });
        _time.Advance(TimeSpan.FromSeconds(10));
        _tracker.OnProgressed(new StageProgressed(lease.StageId, lease.Attempt, lease.WorkerId) { Fraction = 0.9 });

        var status = await _tracker.ReadAsync(Stop);

        Assert.Equal(0.225, status.Fraction, 6);
        Assert.Equal(310, status.Remaining!.Value.TotalSeconds, 3);
    }

    [Fact]
    public async Task OnCompleted_RunningStage_IsALineAndNoLongerRunning()
    {
        var lease = await StartAsync(1);
        await _ledger.CompleteAsync(lease, MakeTrials.Measured(0, 97.5), [], TimeSpan.Zero);
        _tracker.OnCompleted(new StageCompleted(lease.StageId, lease.Attempt, lease.WorkerId, MakeTrials.Measured(0, 97.5), []));

        var status = await _tracker.ReadAsync(Stop);

        Assert.Empty(status.Running);
        Assert.Equal(0.25, status.Fraction);
        Assert.StartsWith("done    train · seed 1: top1 97.50 %", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LiveRender_RunningSweep_ShowsBarWorkersAndAccuracy()
    {
        var lease = await StartAsync(2);
        _time.Advance(TimeSpan.FromSeconds(10));
        _tracker.OnProgressed(
            new StageProgressed(lease.StageId, lease.Attempt, lease.WorkerId)
            {
                Epoch = 1,
                Epochs = 3,
                Fraction = 0.4,
                Metrics = new EpochMetrics(1, 1, 88.25, 1, 1, 0),
            }
        );
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 200;

        console.Write(new LiveView(console, _time).Render(await _tracker.ReadAsync(Stop)));

        Assert.Contains("10 %", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 min 30 s left", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("worker 1 train · seed 2 · epoch 1 of 3 · top1 88.25 %", text.ToString(), StringComparison.Ordinal);
    }

    private async Task<Lease> StartAsync(int seed)
    {
        const string Worker = "host-1";
        var command = (await _ledger.HandAsync(Stage(seed).Id, Worker))!;
        var lease = new Lease(command.Stage.Id, command.Attempt, Worker);
        _tracker.OnQueued(command, Worker);
        await _ledger.StartAsync(lease);
        _tracker.OnStarted(new StageStarted(lease.StageId, lease.Attempt, lease.WorkerId));
        return lease;
    }

    private static StageDefinition Stage(int seed) =>
        new()
        {
            Id = new StageId((UInt128)seed),
            Kind = StageKind.Train,
            Data = new DataSettings { Dataset = "mnist" },
            Model = new ModelSettings { Architecture = "vgg16" },
            Training = new TrainingSettings { Epochs = 2 },
            Seed = seed,
        };
}

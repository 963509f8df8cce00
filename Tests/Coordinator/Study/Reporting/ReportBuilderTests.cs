using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Reporting;
using Sweep.Tests.Coordinator.Api;
using Sweep.Tests.Coordinator.Ledger;
using Sweep.Tests.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Study.Reporting;

public sealed class ReportBuilderTests : IAsyncLifetime
{
    private const string Spec = FinishedSweep.Spec + "\ntraining: { epochs: 5 }\npruning: { epochs: 2 }\n";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentBag<string> _reads = [];
    private GatedStore _store = null!;
    private TestLedger _ledger = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new GatedStore(SqliteLedgerStore.Open(new SqliteStoreOptions(_folder.File("sweep.db"))));
        _ledger = await TestLedger.OpenAsync(_store, _time);
        await FinishedSweep.SubmitAsync(_ledger, Spec, "study");
        while (
            await _ledger.AskAsync(ledger => ledger.ReadReady("study", _time.GetUtcNow(), TimeSpan.FromMinutes(5), 100))
                is { Count: > 0 } ready
        )
        {
            foreach (var stage in ready)
                await ExecuteAsync(stage.StageId);
        }

        _store.Before = member =>
        {
            _reads.Add(member);
            return Task.CompletedTask;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Build_FromTheStore_MatchesOneFromTrials()
    {
        var sweep = (await _ledger.Reader.FindSweepAsync("study", Stop))!;
        var trials = await _ledger.Reader.ReadTrialsAsync("study", Stop).ToListAsync(Stop);

        var report = await ReportBuilder.BuildAsync(_ledger.Reader, sweep, 1, _time, Stop);

        Assert.Contains(trials, trial => trial.State == TrialState.Failed);
        Assert.Contains(trials, trial => trial.Result is { PerClass.Count: > 0 });
        var expected = ReportBuilder.Build(sweep, trials, new Dictionary<StageId, ImageOutcomes>(), 1, _time);
        Assert.Equal(Text(expected), Text(report with { Curves = [] }));
    }

    [Fact]
    public async Task Build_FromTheStore_ReadsEachCurveOnceAndPlacesItAfterItsParents()
    {
        var sweep = (await _ledger.Reader.FindSweepAsync("study", Stop))!;
        _reads.Clear();

        var report = await ReportBuilder.BuildAsync(_ledger.Reader, sweep, 1, _time, Stop);

        // A training and two prunings for each of two modes and three seeds; one pruning has failed.
        Assert.Equal((2 * 3 * 3) - 1, report.Curves.Count);
        Assert.DoesNotContain(report.Curves, curve => curve.Kind == StageKind.Pretrain);
        Assert.All(
            report.Curves,
            curve =>
                Assert.Equal(
                    curve.Sparsity switch
                    {
                        0 => 0,
                        0.5 => 5,
                        _ => 7,
                    },
                    curve.Offset
                )
        );
        Assert.All(report.Curves, curve => Assert.Equal([1, 90 + curve.Seed, 0.5], curve.Points[0]));
        Assert.Equal(2 * 3 * 3, _reads.Count(member => member == nameof(_store.ReadCurveAsync)));
        Assert.Single(_reads, nameof(_store.ReadResultsAsync));
    }

    private async Task ExecuteAsync(StageId id)
    {
        var run = (await _ledger.HandAsync(id, "w"))!;
        var lease = new Lease(id, run.Attempt, "w");
        if (run.Stage is { Sparsity: 0.9, Seed: 2, Pruning: not null } && await IsFineTunedAsync(id))
        {
            await _ledger.ParkAsync(lease, new AttemptEnd("out of luck", TimeSpan.FromSeconds(1)));
            return;
        }

        var result = MakeTrials.Measured(run.Stage.Sparsity, FinishedSweep.Top1(run.Stage));
        EpochMetrics[] curve = [new(1, 0.5, 90 + run.Stage.Seed, 0.4, 0.01, run.Stage.Sparsity)];
        await _ledger.CompleteAsync(lease, result, curve, TimeSpan.FromSeconds(1));
    }

    private async Task<bool> IsFineTunedAsync(StageId id) =>
        (await _ledger.AskAsync(ledger => ledger.ReadDefinitions(id)))[0].Kind == StageKind.Pretrain;

    private static string Text(ReportDocument report) => JsonSerializer.Serialize(report, StudyJson.Options);
}

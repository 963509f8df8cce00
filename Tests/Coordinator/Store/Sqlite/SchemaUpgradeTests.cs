using Sweep.Contracts.Results;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Tests.Coordinator.Store.Sqlite;

/// <summary>Files of older versions, made by the statements that made them then.</summary>
public sealed class SchemaUpgradeTests : IDisposable
{
    private const string Version1 = """
        CREATE TABLE sweep(
            key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, spec_hash TEXT NOT NULL, spec_text TEXT NOT NULL,
            state INTEGER, priority INTEGER NOT NULL, retries INTEGER NOT NULL, created INTEGER NOT NULL, reused INTEGER NOT NULL);
        CREATE TABLE settings(key INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, json TEXT NOT NULL);
        CREATE TABLE stage(
            key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, parent INTEGER, settings INTEGER NOT NULL, sparsity REAL NOT NULL,
            seed INTEGER NOT NULL, state INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
            worker TEXT, until INTEGER, blocked_by INTEGER, error TEXT, details TEXT, result TEXT);
        CREATE INDEX stage_parent ON stage(parent) WHERE parent IS NOT NULL;
        CREATE INDEX stage_blocked ON stage(blocked_by) WHERE blocked_by IS NOT NULL;
        CREATE INDEX stage_queued ON stage(key) WHERE state = 2;
        CREATE INDEX stage_running ON stage(until) WHERE state = 3;
        CREATE INDEX stage_parked ON stage(key) WHERE state = 5;
        CREATE TABLE epoch(
            stage INTEGER NOT NULL, epoch INTEGER NOT NULL, train_loss REAL, top1 REAL, loss REAL,
            lr REAL NOT NULL, sparsity REAL NOT NULL, PRIMARY KEY(stage, epoch)) WITHOUT ROWID;
        CREATE TABLE member(
            stage INTEGER NOT NULL, sweep INTEGER NOT NULL, trials INTEGER NOT NULL DEFAULT 0, cost REAL NOT NULL,
            chain REAL NOT NULL, PRIMARY KEY(stage, sweep)) WITHOUT ROWID;
        CREATE TABLE ready(
            sweep INTEGER NOT NULL, chain REAL NOT NULL, stage INTEGER NOT NULL, not_before INTEGER NOT NULL,
            PRIMARY KEY(sweep, chain DESC, stage)) WITHOUT ROWID;
        CREATE TABLE tally(
            sweep INTEGER NOT NULL, state INTEGER NOT NULL, stages INTEGER NOT NULL DEFAULT 0, trials INTEGER NOT NULL DEFAULT 0,
            cost REAL NOT NULL DEFAULT 0, PRIMARY KEY(sweep, state)) WITHOUT ROWID;
        CREATE TABLE trial(
            sweep INTEGER NOT NULL, number INTEGER NOT NULL, stage INTEGER NOT NULL, dataset TEXT NOT NULL, architecture TEXT NOT NULL,
            mode TEXT NOT NULL, sparsity REAL NOT NULL, seed INTEGER NOT NULL, axes TEXT, PRIMARY KEY(sweep, number)) WITHOUT ROWID;
        """;

    private static readonly (string Path, StageState State)[] _stages =
    [
        ("a", StageState.Completed), ("a/b", StageState.Running), ("a/c", StageState.Queued), ("d", StageState.Ready),
        ("e", StageState.Failed), ("e/f", StageState.Blocked), ("a/b/g", StageState.Waiting),

        // As version 1 could leave them: ready while its parent is not completed, and blocked although it is.
        ("d/h", StageState.Ready), ("a/i", StageState.Blocked), ("e/f/j", StageState.Waiting),
    ];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path => _folder.File("sweep.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_Version1_KeepsEverythingAndFreesWhatWasHeld()
    {
        MakeVersion1();

        await using (var store = Open())
        {
            var sweep = (await store.FindSweepAsync("s", Stop))!;
            Assert.Equal(("hash", "name: x", SweepState.Running, 7, 3), (sweep.SpecHash, sweep.SpecText, sweep.State, sweep.Priority, sweep.Retries));
            Assert.Equal((1.0, TimeSpan.Zero, null), (sweep.Weight, sweep.Spent, sweep.GpuHours));

            var counts = await store.CountAsync("s", Stop);
            Assert.Equal(new StateCount(4, 2, 8), counts[StageState.Ready]);
            Assert.Equal(new StateCount(10, 4, 20), counts.Total);
            Assert.Equal((0, 0, 2), (counts[StageState.Queued].Stages, counts[StageState.Running].Stages, counts[StageState.Blocked].Stages));
            Assert.Equal(StageState.Waiting, (await store.FindStageAsync(SampleSweep.Id("d/h"), Stop))!.State);

            var ready = await store.ReadReadyAsync("s", DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1), 10, Stop);
            Assert.Equal([SampleSweep.Id("a/b"), SampleSweep.Id("a/c"), SampleSweep.Id("d"), SampleSweep.Id("a/i")], ready.Select(stage => stage.StageId));
            Assert.Empty(await store.ReadLeasesAsync(Stop));
            var running = (await store.FindStageAsync(SampleSweep.Id("a/b"), Stop))!;
            Assert.Equal((4, 1, 1, 0, null), (running.Attempt, running.Failures, running.Splits, running.Losses, running.WorkerId));
            Assert.Single(await store.ReadEpochsAsync(SampleSweep.Id("a/b"), Stop));
            Assert.Equal(90, (await store.FindStageAsync(SampleSweep.Id("a"), Stop))!.Result!.Top1);

            Assert.Equal(["a", "e", "e/f", "e/f/j"], (await store.ReadChangesAsync("s", 0, 10, Stop)).Select(change => _stages.Single(stage => SampleSweep.Id(stage.Path) == change.Definition.Id).Path));
            Assert.Equal(2, sweep.Unshared / SampleSweep.Result().Duration);
            Assert.False(await store.CompleteAsync(new Lease(SampleSweep.Id("a/b"), 4, "w"), SampleSweep.Result(), [], TimeSpan.Zero, Stop));
            Assert.Equal(5, (await store.QueueAsync(SampleSweep.Id("a/b"), "w", Stop))!.Attempt);
            Assert.Equal(1, await store.RetryParkedAsync("s", Stop));
        }

        await using var again = Open();
        Assert.Equal(1, (await again.CountAsync("s", Stop))[StageState.Queued].Stages);
        Assert.Equal(4, await again.ReadTrialsAsync("s", Stop).CountAsync(Stop));
    }

    [Fact]
    public void OpenReadOnly_Version1_SaysWhatBringsItUp()
    {
        MakeVersion1();

        var error = Assert.Throws<SweepStoreException>(() => SqliteSweepStore.Open(new(Path) { ReadOnly = true }, TimeProvider.System));
        Assert.Contains("older sweep (store version 1)", error.Message, StringComparison.Ordinal);
    }

    private SqliteSweepStore Open() => SqliteSweepStore.Open(new(Path), TimeProvider.System);

    private void MakeVersion1()
    {
        using var file = new OldStoreFile(Path, Version1, 1);
        file.Execute("INSERT INTO sweep VALUES(1, 's', 'hash', 'name: x', 0, 7, 3, 0, 0)");
        for (var key = 1; key <= _stages.Length; key++)
        {
            var (path, state) = _stages[key - 1];
            var definition = SampleSweep.Definition(path);
            file.Execute("INSERT INTO settings VALUES($1, $2, $3)", key, new[] { (byte)key }, StoreJson.Write(definition));
            file.Execute(
                "INSERT INTO stage VALUES($1, $2, $3, $1, 0, 1, $4, $5, $6, $7, $8, $9, NULL, NULL, $10)",
                key, definition.Id.ToColumn(), Key(definition.Parent), (int)state, path == "a/b" ? 4 : 1, path == "a/b" ? 1 : 0,
                state == StageState.Running ? "w" : null, state == StageState.Running ? 1000 : null, state == StageState.Blocked ? 5 : null,
                state == StageState.Completed ? StoreJson.Write<StageResult>(SampleSweep.Result()) : null);
            file.Execute("INSERT INTO member VALUES($1, 1, $2, 2, $3)", key, path is "a/c" or "d" or "e/f" or "a/b/g" ? 1 : 0, 100 - key);
            if (path is "a/c" or "d" or "e/f" or "a/b/g")
                file.Execute("INSERT INTO trial VALUES(1, $1, $1, 'mnist', 'vgg16', 'from-scratch', 0, 1, NULL)", key);
        }

        file.Execute("INSERT INTO ready VALUES(1, 96, 4, 99999), (1, 92, 8, 0)");
        file.Execute("INSERT INTO epoch VALUES(2, 1, 1, 1, 1, 1, 0)");
        file.Tally();
    }

    private static object? Key(Sweep.Contracts.Stages.StageId? parent) =>
        parent is { } id ? Array.FindIndex(_stages, stage => SampleSweep.Id(stage.Path) == id) + 1 : null;
}

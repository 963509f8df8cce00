using Sweep.Contracts.Results;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Tests.Coordinator.Store.Sqlite;

/// <summary>A file of version 2, made by the statements that made it then.</summary>
public sealed class SchemaUpgradeFromVersion2Tests : IDisposable
{
    private const string Version2 = """
        CREATE TABLE sweep(
            key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, spec_hash TEXT NOT NULL, state INTEGER, priority INTEGER NOT NULL,
            retries INTEGER NOT NULL, created INTEGER NOT NULL, reused INTEGER NOT NULL, weight REAL NOT NULL DEFAULT 1,
            stage_timeout INTEGER, gpu_hours REAL, spent INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE spec(sweep INTEGER PRIMARY KEY, text TEXT NOT NULL);
        CREATE TABLE settings(key INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, json TEXT NOT NULL);
        CREATE TABLE stage(
            key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, parent INTEGER, settings INTEGER NOT NULL, sparsity REAL NOT NULL,
            seed INTEGER NOT NULL, state INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
            losses INTEGER NOT NULL DEFAULT 0, splits INTEGER NOT NULL DEFAULT 1, not_before INTEGER NOT NULL DEFAULT 0, worker TEXT,
            blocked_by INTEGER, error TEXT, details TEXT, result TEXT);
        CREATE INDEX stage_parent ON stage(parent) WHERE parent IS NOT NULL;
        CREATE INDEX stage_blocked ON stage(blocked_by) WHERE blocked_by IS NOT NULL;
        CREATE INDEX stage_queued ON stage(key) WHERE state = 2;
        CREATE INDEX stage_running ON stage(key) WHERE state = 3;
        CREATE INDEX stage_parked ON stage(key) WHERE state = 5;
        CREATE TABLE epoch(
            stage INTEGER NOT NULL, epoch INTEGER NOT NULL, train_loss REAL, top1 REAL, loss REAL,
            lr REAL NOT NULL, sparsity REAL NOT NULL, PRIMARY KEY(stage, epoch)) WITHOUT ROWID;
        CREATE TABLE member(
            stage INTEGER NOT NULL, sweep INTEGER NOT NULL, trials INTEGER NOT NULL DEFAULT 0, cost REAL NOT NULL,
            chain REAL NOT NULL, PRIMARY KEY(stage, sweep)) WITHOUT ROWID;
        CREATE TABLE ready(
            sweep INTEGER NOT NULL, not_before INTEGER NOT NULL, chain REAL NOT NULL, stage INTEGER NOT NULL,
            PRIMARY KEY(sweep, not_before, chain DESC, stage)) WITHOUT ROWID;
        CREATE TABLE tally(
            sweep INTEGER NOT NULL, state INTEGER NOT NULL, stages INTEGER NOT NULL DEFAULT 0, trials INTEGER NOT NULL DEFAULT 0,
            cost REAL NOT NULL DEFAULT 0, PRIMARY KEY(sweep, state)) WITHOUT ROWID;
        CREATE TABLE trial(
            sweep INTEGER NOT NULL, number INTEGER NOT NULL, stage INTEGER NOT NULL, dataset TEXT NOT NULL, architecture TEXT NOT NULL,
            mode TEXT NOT NULL, sparsity REAL NOT NULL, seed INTEGER NOT NULL, axes TEXT, PRIMARY KEY(sweep, number)) WITHOUT ROWID;
        """;

    private static readonly (string Path, StageState State)[] _stages =
        [("a", StageState.Completed), ("a/b", StageState.Running), ("a/c", StageState.Failed), ("a/c/d", StageState.Blocked), ("a/c/e", StageState.Blocked), ("f", StageState.Queued)];

    private static readonly string[] _leaves = ["a/b", "a/c/d", "a/c/e", "f"];
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path => _folder.File("sweep.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_Version2_KeepsEverythingAndSaysWhatIsKnownOfAttempts()
    {
        MakeVersion2();

        await using (var store = Open())
        {
            // Nothing is taken from workers that live on.
            Assert.Equal([new Lease(SampleSweep.Id("a/b"), 2, "w"), new Lease(SampleSweep.Id("f"), 1, "w")], (await store.ReadLeasesAsync(Stop)).OrderByDescending(lease => lease.Attempt));
            Assert.Equal(new AttemptRecord { Number = 1, Outcome = AttemptOutcome.Completed }, Assert.Single(await AttemptsAsync(store, "a")));
            Assert.Equal(new AttemptRecord { Number = 2, WorkerId = "w", Outcome = AttemptOutcome.Open }, Assert.Single(await AttemptsAsync(store, "a/b")));
            Assert.Equal(new AttemptRecord { Number = 3, Outcome = AttemptOutcome.Failed, Error = "no data", Details = "stack" }, Assert.Single(await AttemptsAsync(store, "a/c")));

            var changes = await store.ReadChangesAsync("s", 0, 10, Stop);
            Assert.Equal([1, 2, 3, 4], changes.Select(change => change.Sequence));
            Assert.Equal(((string[])["a", "a/c", "a/c/d", "a/c/e"]).Select(SampleSweep.Id), changes.Select(change => change.Definition.Id));
            var sweep = (await store.FindSweepAsync("s", Stop))!;
            Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.FromMilliseconds(2500)), (sweep.Unshared, sweep.Spent));

            var end = new AttemptEnd("gone", TimeSpan.FromSeconds(1)) { LogTail = "last words" };
            Assert.True(await store.ReopenParentAsync(new Lease(SampleSweep.Id("a/b"), 2, "w"), end, Stop));
            Assert.True(await store.CompleteAsync(new Lease(SampleSweep.Id("f"), 1, "w"), SampleSweep.Result(), [], TimeSpan.Zero, Stop));
            Assert.Equal(TimeSpan.FromSeconds(3), (await store.FindSweepAsync("s", Stop))!.Unshared);
            Assert.Equal(6, await store.ReadSequenceAsync(Stop));
            Assert.Equal(1, await store.RetryParkedAsync("s", Stop));
        }

        await using var again = Open();
        Assert.Equal("last words", Assert.Single(await AttemptsAsync(again, "a/b")).LogTail);
        Assert.Equal(9, await again.ReadSequenceAsync(Stop));
        Assert.Equal(new StateCount(4, 3, 4), (await again.CountAsync("s", Stop))[StageState.Waiting]);
    }

    private SqliteSweepStore Open() => SqliteSweepStore.Open(new(Path), TimeProvider.System);

    private static Task<IReadOnlyList<AttemptRecord>> AttemptsAsync(SqliteSweepStore store, string path) => store.ReadAttemptsAsync(SampleSweep.Id(path), 20, Stop);

    private void MakeVersion2()
    {
        using var file = new OldStoreFile(Path, Version2, 2);
        file.Execute("INSERT INTO sweep VALUES(1, 's', 'hash', 0, 7, 3, 0, 0, 1, NULL, NULL, 2500)");
        file.Execute("INSERT INTO spec VALUES(1, 'name: x')");
        for (var key = 1; key <= _stages.Length; key++)
        {
            var (path, state) = _stages[key - 1];
            var definition = SampleSweep.Definition(path);
            var isLeaf = _leaves.Contains(path);
            file.Execute("INSERT INTO settings VALUES($1, $2, $3)", key, new[] { (byte)key }, StoreJson.Write(definition));
            file.Execute(
                "INSERT INTO stage VALUES($1, $2, $3, $1, 0, 1, $4, $5, 0, 0, 1, 0, $6, $7, $8, $9, $10)",
                key, definition.Id.ToColumn(), Array.FindIndex(_stages, stage => SampleSweep.Id(stage.Path) == definition.Parent) is >= 0 and var parent ? parent + 1 : null,
                (int)state, path switch { "a" or "f" => 1, "a/b" => 2, "a/c" => 3, _ => 0 }, state is StageState.Running or StageState.Queued ? "w" : null,
                state == StageState.Blocked ? 3 : null, state == StageState.Failed ? "no data" : null, state == StageState.Failed ? "stack" : null,
                state == StageState.Completed ? StoreJson.Write<StageResult>(SampleSweep.Result()) : null);
            file.Execute("INSERT INTO member VALUES($1, 1, $2, 1, $3)", key, isLeaf ? 1 : 0, 100 - key);
            if (isLeaf)
                file.Execute("INSERT INTO trial VALUES(1, $1, $1, 'mnist', 'vgg16', 'from-scratch', 0, 1, NULL)", key);
        }

        file.Tally();
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;

namespace Sweep.Tests.Coordinator.Store.Sqlite;

/// <summary>Long random sequences of calls, after each of which what is kept twice has to agree and every stage be where its parent puts it.</summary>
public sealed class StoreWalkTests : IAsyncLifetime
{
    private static readonly string[] _paths =
        ["a", "a/b", "a/b/c", "a/b/d", "a/e", "a/e/f", "a/e/f/g", "h", "h/i", "j"];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Dictionary<Lease, bool> _leases = [];
    private readonly List<(string Rule, SqliteCommand Breaches)> _checks = [];
    private SqliteSweepStore _store = null!;
    private SqliteConnection _connection = null!;
    private SqliteCommand _states = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _store = SqliteSweepStore.Open(new(_folder.File("sweep.db")), _time);
        _connection = new SqliteConnection($"Data Source={_folder.File("sweep.db")};Pooling=False;Mode=ReadOnly");
        _connection.Open();
        foreach (var (rule, sql) in _rules)
            _checks.Add((rule, Command(sql)));
        _states = Command("SELECT DISTINCT state FROM stage");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _states.DisposeAsync();
        foreach (var (_, breaches) in _checks)
            await breaches.DisposeAsync();
        await _connection.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task AnyCalls_InAnyOrder_KeepTheStoreConsistent(int seed)
    {
        var random = new Random(seed);
        await CreateAsync("all", _paths);
        var seen = new HashSet<StageState>();
        for (var step = 0; step < 400; step++)
        {
            var what = await StepAsync(random, step);
            seen.UnionWith(await CheckAsync($"seed {seed}, step {step}, {what}"));
        }

        Assert.Equal(Enum.GetValues<StageState>(), seen.Order());
    }

    private async Task<string> StepAsync(Random random, int step)
    {
        var path = _paths[random.Next(_paths.Length)];
        var choice = random.Next(20);
        if (choice < 9)
        {
            var run = await _store.QueueAsync(SampleSweep.Id(path), $"w{step}", Stop);
            if (run is not null)
            {
                var expected = _leases.Keys.Where(lease => lease.StageId == run.Stage.Id).Select(lease => lease.Attempt).DefaultIfEmpty().Max() + 1;
                Assert.Equal(expected, run.Attempt);
                _leases.Add(new Lease(run.Stage.Id, run.Attempt, $"w{step}"), true);
            }

            return $"queue {path}";
        }

        // Mostly of attempts that are held, at times of one that ended.
        var known = _leases.Where(lease => lease.Value || choice == 16).Select(lease => lease.Key).ToList();
        if (choice < 17 && known.Count > 0)
            return await ReportAsync(random, known[random.Next(known.Count)]);

        _time.Advance(TimeSpan.FromSeconds(random.Next(20)));
        switch (choice)
        {
            case 17:
                await CreateAsync($"part {step}", [.. _paths.Where(p => p == path || p.StartsWith($"{path}/", StringComparison.Ordinal) || path.StartsWith($"{p}/", StringComparison.Ordinal))]);
                return $"create {path}";
            case 18:
                await _store.RetryParkedAsync("all", Stop);
                return "retry";
            default:
                foreach (var sweep in (await _store.ReadSweepsAsync(Stop)).Where(sweep => sweep.Name != "all"))
                    await _store.DeleteSweepAsync(sweep.Name, Stop);
                if (random.Next(3) == 0)
                {
                    await _store.ReclaimAsync("ended", Stop);
                    foreach (var lease in _leases.Keys)
                        _leases[lease] = false;
                }

                return "delete or reclaim";
        }
    }

    /// <summary>A report is taken exactly once of those that end the attempt, and only of a current one.</summary>
    private async Task<string> ReportAsync(Random random, Lease lease)
    {
        var (what, ends) = random.Next(10) switch
        {
            0 => (_store.StartAsync(lease, Stop), false),
            1 => (_store.AddEpochAsync(lease, new(random.Next(3), 1, 1, 1, 1, 0), Stop), false),
            2 or 9 => (_store.CompleteAsync(lease, SampleSweep.Result(), [], TimeSpan.Zero, Stop), true),
            3 => (_store.LoseAsync(lease, "silent", Stop), true),
            4 => (_store.ReleaseAsync(lease, new AttemptEnd("x", TimeSpan.FromMinutes(1)), Stop), true),
            5 => (_store.RetryAsync(lease, new AttemptEnd("x"), _time.GetUtcNow() + TimeSpan.FromSeconds(random.Next(20)), 1, Stop), true),
            6 => (_store.ParkAsync(lease, new AttemptEnd("x"), Stop), true),
            _ => (_store.ReopenParentAsync(lease, new AttemptEnd("x"), Stop), true),
        };
        Assert.Equal(_leases[lease], await what);
        _leases[lease] &= !ends;
        return $"report of {lease}";
    }

    private Task<bool> CreateAsync(string name, string[] paths)
    {
        var sample = new SampleSweep(name, paths);
        return _store.CreateSweepAsync(sample.Sweep, sample.Stages, sample.Trials, Stop);
    }

    /// <summary>The states that occur.</summary>
    private async Task<List<StageState>> CheckAsync(string when)
    {
        Assert.Equal(_leases.Where(lease => lease.Value).Select(lease => lease.Key).ToHashSet(), [.. await _store.ReadLeasesAsync(Stop)]);
        foreach (var (rule, breaches) in _checks)
            Assert.True(breaches.ExecuteScalar() is null, $"{when}: {rule}");
        using var row = _states.ExecuteReader();
        var seen = new List<StageState>();
        while (row.Read())
            seen.Add((StageState)row.GetInt32(0));
        return seen;
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    /// <summary>Each query yields what breaks its rule.</summary>
    private static readonly (string Rule, string Sql)[] _rules =
    [
        ("tally", """
            SELECT 1 FROM tally t LEFT JOIN (
                SELECT m.sweep, s.state, COUNT(*) AS stages, SUM(m.trials) AS trials, SUM(m.cost) AS cost FROM member m JOIN stage s ON s.key = m.stage GROUP BY 1, 2) c
            ON c.sweep = t.sweep AND c.state = t.state
            WHERE t.stages <> COALESCE(c.stages, 0) OR t.trials <> COALESCE(c.trials, 0) OR ABS(t.cost - COALESCE(c.cost, 0)) > 1e-6
            """),
        ("ready queue", """
            SELECT sweep, not_before, chain, stage FROM ready
            EXCEPT SELECT m.sweep, s.not_before, m.chain, s.key FROM stage s JOIN member m ON m.stage = s.key WHERE s.state = 1
            UNION ALL SELECT * FROM (SELECT m.sweep, s.not_before, m.chain, s.key FROM stage s JOIN member m ON m.stage = s.key WHERE s.state = 1
            EXCEPT SELECT sweep, not_before, chain, stage FROM ready)
            """),
        ("ready below a completed stage only", "SELECT 1 FROM stage s JOIN stage p ON p.key = s.parent WHERE s.state = 1 AND p.state <> 4"),
        ("waiting below a stage that is still to run only", "SELECT 1 FROM stage s LEFT JOIN stage p ON p.key = s.parent WHERE s.state = 0 AND (p.key IS NULL OR p.state NOT IN (0, 1, 2, 3))"),
        ("blocked below what cannot run, by it", """
            SELECT 1 FROM stage s LEFT JOIN stage p ON p.key = s.parent
            WHERE (s.state = 6 AND (p.key IS NULL OR p.state NOT IN (5, 6) OR s.blocked_by IS NOT COALESCE(p.blocked_by, p.key))) OR (s.state <> 6 AND s.blocked_by IS NOT NULL)
            """),
        ("a worker while it is held, and whoever completed it", "SELECT 1 FROM stage WHERE (state IN (2, 3, 4)) <> (worker IS NOT NULL)"),
        ("a number of its own once it settled", "SELECT 1 FROM stage WHERE (state IN (4, 5, 6) AND changed IS NULL) OR changed IN (SELECT changed FROM stage GROUP BY 1 HAVING COUNT(*) > 1)"),
        ("the time it took while it is completed, and only then", "SELECT 1 FROM stage WHERE (state = 4) <> (took > 0)"),
        ("unshared time", """
            SELECT 1 FROM sweep w LEFT JOIN (SELECT m.sweep, SUM(m.uses * s.took) AS time FROM member m JOIN stage s ON s.key = m.stage GROUP BY 1) t ON t.sweep = w.key
            WHERE w.unshared <> COALESCE(t.time, 0)
            """),
        ("uses of a stage are its trials and its children's uses", """
            SELECT 1 FROM member m WHERE m.uses <> m.trials + (
                SELECT COALESCE(SUM(c.uses), 0) FROM stage s JOIN member c ON c.stage = s.key AND c.sweep = m.sweep WHERE s.parent = m.stage)
            """),
        ("each attempt once, up to the newest, and no more than twenty", """
            SELECT 1 FROM stage s LEFT JOIN (SELECT stage, COUNT(*) AS kept, MIN(number) AS first, MAX(number) AS last FROM attempt GROUP BY 1) a ON a.stage = s.key
            WHERE COALESCE(a.last, 0) + (s.state IN (2, 3, 4)) <> s.attempt OR COALESCE(a.kept, 0) > 20 OR (a.kept < 20 AND a.first <> 1 AND s.attempt <= 20)
            """),
        ("a result once it is completed", "SELECT 1 FROM stage WHERE state = 4 AND result IS NULL"),
    ];
}

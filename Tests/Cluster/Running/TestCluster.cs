using System.Text.RegularExpressions;
using Sweep.Contracts.Results;
using Sweep.Contracts.Spec.Values;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Tests.Worker.Running;

namespace Sweep.Tests.Cluster.Running;

/// <summary>
/// A broker, a coordinator and workers as processes of their own. Heartbeats are short, and leases so long that no slow machine
/// lets one lapse: a test that wants that says so. All of them end with it, whatever became of the test.
/// </summary>
internal sealed partial class TestCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-cluster-").FullName;
    private readonly List<ClusterProcess> _processes = [];
    private int _workers;
    private int _gates;

    private TestCluster(RabbitBroker broker) => Broker = broker;

    public RabbitBroker Broker { get; }

    /// <summary>The newest one.</summary>
    public ClusterProcess Coordinator { get; private set; } = null!;

    public Uri Server { get; private set; } = null!;

    /// <summary>Where browsers reach it.</summary>
    public Uri Page { get; private set; } = null!;

    /// <summary>As this process sees it; see <see cref="VisibleHome"/>.</summary>
    public string Home => Path.Combine(_folder, "home");

    /// <summary>As the coordinator sees it, which may have file systems of its own there.</summary>
    public string VisibleHome => CoordinatorWrapper is null ? Home : $"/proc/{Coordinator.Id}/root{Home}";

    /// <summary>Of all workers' environment, beside the test's own.</summary>
    public Dictionary<string, string>? WorkerVariables { get; set; }

    /// <summary>Of all workers: a folder, or another place that the test names.</summary>
    public string Checkpoints
    {
        get => field ?? Path.Combine(_folder, "checkpoints");
        set;
    }

    /// <summary>Flags of coordinators that are started from now on.</summary>
    public string[] CoordinatorFlags { get; set; } = ["--lease", "10m", "--back-off", "1s"];

    /// <summary>Of a cluster that was told to <see cref="HoldLeases"/>.</summary>
    public LeaseClock Clock { get; private set; } = null!;

    /// <summary>Of workers that are started from now on.</summary>
    public string Heartbeat { get; set; } = "0.5s";

    /// <summary>In front of the coordinator's command line; it has to become the program.</summary>
    public string[]? CoordinatorWrapper { get; set; }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="configuration">Lines of the broker's rabbitmq.conf.</param>
    /// <param name="advanced">Its advanced.config.</param>
    public static async Task<TestCluster> StartAsync(
        string[]? configuration = null,
        string? advanced = null,
        Action<TestCluster>? with = null
    )
    {
        var cluster = new TestCluster(await RabbitBroker.StartAsync(configuration ?? [], advanced));
        try
        {
            with?.Invoke(cluster);
            await cluster.StartCoordinatorAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Again, on the same port and home as before.</summary>
    public async Task StartCoordinatorAsync()
    {
        var listen = Server is null ? "127.0.0.1:0" : $"127.0.0.1:{Server.Port}";
        await FollowAsync(BeginCoordinator(Home, listen));
    }

    /// <summary>One more, which waits for the other's place; see <see cref="FollowAsync"/>.</summary>
    public ClusterProcess BeginStandby(string home) => BeginCoordinator(home, "127.0.0.1:0", "--standby");

    /// <summary>Waits until this coordinator listens; from then on it is the one.</summary>
    public async Task FollowAsync(ClusterProcess coordinator)
    {
        Coordinator = coordinator;
        await Coordinator.SaysAsync("listening on ");
        Server = new Uri(ListeningOn().Match(Coordinator.Said).Groups[1].Value);
        Page = new Uri(PageOn().Match(Coordinator.Said).Groups[1].Value);
    }

    /// <summary>From the next coordinator on, leases lapse when the test lets their time pass, and never else.</summary>
    public void HoldLeases()
    {
        var (gate, folder) = MakeGate("leases");
        Clock = new LeaseClock(gate);
        CoordinatorFlags = ["--lease", new Duration().Format(LeaseClock.Lease), "--lease-steps", folder, "--back-off", "1s"];
    }

    /// <summary>Closed.</summary>
    public Gate MakeGate() => MakeGate($"steps{++_gates}").Gate;

    /// <summary>A worker that trains nothing, as soon as it takes orders.</summary>
    public Task<ClusterProcess> StartNoopAsync(params string[] flags) => StartWorkerAsync(["--engine", "noop", .. flags]);

    /// <summary>The same, held by a gate.</summary>
    public Task<ClusterProcess> StartNoopAsync(Gate gate, params string[] flags) => StartWorkerAsync(["--engine", gate.Noop, .. flags]);

    public async Task<ClusterProcess> StartWorkerAsync(params string[] flags)
    {
        var worker = BeginWorker(flags);
        await worker.SaysAsync("Connected to the broker");
        return worker;
    }

    /// <summary>Does not wait for it.</summary>
    public ClusterProcess BeginWorker(params string[] flags)
    {
        var name = $"w{++_workers}";
        return Run(
            "sweep-worker",
            [
                "--name",
                name,
                "--home",
                Path.Combine(_folder, name),
                "--checkpoints",
                Checkpoints,
                "--broker-hosts",
                Broker.Host,
                "--heartbeat",
                Heartbeat,
                "--grace",
                "20s",
                .. flags,
            ],
            variables: WorkerVariables
        );
    }

    /// <summary>A file of the test's own; returns its path.</summary>
    public string WriteFile(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A small CIFAR-10 made by formula; returns the folder to name as data.</summary>
    public string WriteImages() => SyntheticCifar.WriteTo(_folder).Write;

    /// <summary>Writes a spec and submits it.</summary>
    public async Task SubmitAsync(string spec)
    {
        await SweepAsync("submit", WriteFile($"{Guid.NewGuid():n}.yaml", spec));
    }

    /// <summary>A verb of <c>sweep</c>, to this coordinator; returns what it says.</summary>
    public async Task<string> SweepAsync(params string[] arguments)
    {
        var (code, said) = await ClusterProcess.RunAsync("sweep", [.. arguments, "--server", Server.ToString()]);
        Assert.True(code == 0, $"sweep {string.Join(' ', arguments)} ended with {code}:\n{said}\n{State()}");
        return said;
    }

    /// <summary>From the coordinator's store, beside it.</summary>
    public Task<T> ReadAsync<T>(Func<SweepReader, Task<T>> read) =>
        CoordinatorWrapper is null ? ReadAsync(Home, read) : ReadCopyAsync(read);

    public Task<SweepCounts> CountAsync(string sweep) => ReadAsync(reader => reader.Ledger.AskAsync(known => known.Count(sweep), Stop));

    public Task<List<TrialResult>> TrialsAsync(string sweep) =>
        ReadAsync(async reader => await reader.ReadTrialsAsync(sweep, Stop).ToListAsync(Stop));

    /// <summary>The leaf stages of the sweep's trials.</summary>
    public Task<List<StageRecord>> StagesAsync(string sweep, Func<TrialResult, bool>? which = null) =>
        ReadAsync(async reader =>
        {
            var stages = new List<StageRecord>();
            await foreach (var trial in reader.ReadTrialsAsync(sweep, Stop))
            {
                if (which?.Invoke(trial) != false)
                    stages.Add((await reader.FindStageAsync(trial.StageId, Stop))!);
            }

            return stages;
        });

    /// <summary>The epochs of the leaf stages' learning curves.</summary>
    public Task<List<List<int>>> CurvesAsync(string sweep) =>
        ReadAsync(async reader =>
        {
            var curves = new List<List<int>>();
            await foreach (var trial in reader.ReadTrialsAsync(sweep, Stop))
                curves.Add([.. (await reader.ReadEpochsAsync(trial.StageId, Stop)).Select(point => point.Epoch)]);
            return curves;
        });

    /// <summary>Waits until the sweep has no open stage, and nothing of it failed.</summary>
    public async Task CompletesAsync(string sweep, TimeSpan? patience = null)
    {
        SweepCounts? counts = null;
        await Until.TrueAsync(
            $"{sweep} completes",
            async () => (counts = await CountAsync(sweep)) is { Total.Stages: > 0, Open.Stages: 0 },
            () => $"{counts}\n{State()}",
            patience
        );
        Assert.True(counts!.Failed.Stages == 0, $"{counts}\n{State()}");
    }

    /// <summary>Waits until that many stages are completed.</summary>
    public Task ReachesAsync(string sweep, int completed) =>
        Until.TrueAsync(
            $"{sweep} has {completed} completed stages",
            async () => (await CountAsync(sweep))[StageState.Completed].Stages >= completed,
            State
        );

    /// <summary>Waits until that many stages are running: their workers have said so, and no order for them is on its way.</summary>
    public Task RunsAsync(string sweep, int stages) =>
        Until.TrueAsync(
            $"{sweep} has {stages} running stages",
            async () => (await CountAsync(sweep))[StageState.Running].Stages == stages,
            State
        );

    /// <summary>Waits until that many stages are completed, and that many others running.</summary>
    public async Task ReachesAsync(string sweep, int completed, int running)
    {
        await ReachesAsync(sweep, completed);
        await RunsAsync(sweep, running);
    }

    /// <summary>Lets a lease pass, and waits until what was running is anybody's again.</summary>
    public async Task LapseAsync(string sweep)
    {
        await Clock.PassALeaseAsync();
        await RunsAsync(sweep, 0);
    }

    /// <summary>What every process has said, for a failure's message.</summary>
    public string State() =>
        string.Join(
            '\n',
            _processes.Select(process => $"---- process {process.Id}{(process.HasExited ? " (ended)" : "")}\n{Tail(process.Said)}")
        );

    /// <summary>All that every process, living or dead, has said.</summary>
    public string Said() => string.Join('\n', _processes.Select(process => process.Said));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await Broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<T> ReadAsync<T>(string home, Func<SweepReader, Task<T>> read)
    {
        await using var ledger = new LedgerView(
            SqliteLedgerStore.Open(new SqliteStoreOptions(Path.Combine(home, "sweep.db")) { ReadOnly = true }),
            TimeProvider.System
        );
        return await read(new SweepReader(ledger));
    }

    /// <summary>SQLite resolves links, and so does not find into another file system namespace; a copy it can read, unless it is of two moments.</summary>
    private async Task<T> ReadCopyAsync<T>(Func<SweepReader, Task<T>> read)
    {
        for (var left = 20; ; left--)
        {
            var copy = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName;
            try
            {
                foreach (var file in new[] { "sweep.db", "sweep.db-wal" })
                    File.Copy(Path.Combine(VisibleHome, file), Path.Combine(copy, file));
                return await ReadAsync(copy, read);
            }
            catch (SweepStoreException) when (left > 0) { }
        }
    }

    private ClusterProcess BeginCoordinator(string home, string listen, params string[] flags) =>
        Run(
            "sweep-coordinator",
            ["--home", home, "--listen", listen, "--page", "127.0.0.1:0", "--broker-hosts", Broker.Host, .. CoordinatorFlags, .. flags],
            CoordinatorWrapper
        );

    private (Gate Gate, string Folder) MakeGate(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        return (new Gate(folder, State), folder);
    }

    private ClusterProcess Run(
        string program,
        IEnumerable<string> arguments,
        string[]? wrapper = null,
        IReadOnlyDictionary<string, string>? variables = null
    )
    {
        var process = ClusterProcess.Start(program, arguments, variables, wrapper: wrapper);
        _processes.Add(process);
        return process;
    }

    private static string Tail(string text) => text.Length > 6000 ? "…" + text[^6000..] : text;

    [GeneratedRegex(@"listening on (http://\S+)")]
    private static partial Regex ListeningOn();

    [GeneratedRegex(@"page on (http://[^\s;]+)")]
    private static partial Regex PageOn();
}

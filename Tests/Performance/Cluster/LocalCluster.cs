using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using Sweep.Api.V1;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Sqlite;
using StageState = Sweep.Contracts.States.StageState;

namespace Sweep.Performance.Cluster;

/// <summary>A coordinator and workers as processes, which run sweeps of no-op stages.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private const string Listening = "listening on ";
    private const string Showing = "metrics http";
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);
    private readonly DirectoryInfo _folder;
    private readonly string _programs;
    private readonly List<Process> _processes = [];
    private GrpcChannel? _channel;
    private int _round;

    private LocalCluster(DirectoryInfo folder, string programs) => (_folder, _programs) = (folder, programs);

    /// <summary>When the coordinator was ready, by the stopwatch.</summary>
    public long ListeningSince { get; private set; }

    public TimeSpan ProcessorTimeUntilListening { get; private set; }

    /// <summary>The coordinator's; null when it shows none.</summary>
    public Uri? Metrics { get; private set; }

    public TimeSpan CoordinatorProcessorTime
    {
        get
        {
            _processes[0].Refresh();
            return _processes[0].TotalProcessorTime;
        }
    }

    /// <param name="isShown">Whether the programs show their metrics, and so measure.</param>
    /// <param name="programs">Folder of the programs; null means those that were built with this one.</param>
    public static async Task<LocalCluster> StartAsync(
        LocalBroker broker,
        int workers,
        int slots,
        CancellationToken cancellation,
        string? programs = null,
        bool isShown = false
    )
    {
        var cluster = new LocalCluster(Directory.CreateTempSubdirectory("sweep-bench-cluster-"), programs ?? AppContext.BaseDirectory);
        try
        {
            var hosts = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{broker.Port}");
            var metrics = isShown ? "127.0.0.1:0" : "off";
            var server = cluster.StartProcess(
                "sweep-coordinator",
                "--home",
                cluster._folder.FullName,
                "--listen",
                "127.0.0.1:0",
                "--page",
                "off",
                "--metrics",
                metrics,
                "--broker-hosts",
                hosts
            );
            var address = await cluster.AddressAsync(server, cancellation);
            (cluster.ListeningSince, cluster.ProcessorTimeUntilListening) = (Stopwatch.GetTimestamp(), cluster.CoordinatorProcessorTime);
            cluster._channel = GrpcChannel.ForAddress(address);
            for (var worker = 1; worker <= workers; worker++)
            {
                _ = DrainAsync(
                    cluster.StartProcess(
                        "sweep-worker",
                        "--engine",
                        "noop",
                        "--slots",
                        slots.ToString(CultureInfo.InvariantCulture),
                        "--metrics",
                        metrics,
                        "--broker-hosts",
                        hosts,
                        "--home",
                        Path.Combine(cluster._folder.FullName, $"w{worker}")
                    )
                );
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stages a second, from when the sweep is submitted to when its last result is stored; those that ended during submission do not count.</summary>
    public async Task<double> MeasureAsync(int stages, CancellationToken cancellation)
    {
        var name = $"round-{++_round}";
        await new Sweeps.SweepsClient(_channel).SubmitAsync(
            new SubmitRequest { Spec = Spec(name, _round, stages) },
            cancellationToken: cancellation
        );
        await using var store = SqliteLedgerStore.Open(
            new SqliteStoreOptions(Path.Combine(_folder.FullName, "sweep.db")) { ReadOnly = true }
        );
        var start = Stopwatch.GetTimestamp();
        var before = (await CountAsync(store, name, cancellation))[StageState.Completed].Stages;
        while ((await CountAsync(store, name, cancellation)).Open.Stages > 0)
            await Task.Delay(_interval, cancellation);
        return (stages - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>As stored, which costs less than a question to the coordinator.</summary>
    private static async Task<SweepCounts> CountAsync(SqliteLedgerStore store, string sweep, CancellationToken cancellation) =>
        (await store.ReadLedgerAsync(cancellation)).Sweeps.Single(facts => facts.Name == sweep).Counts;

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private Process StartProcess(string program, params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(Path.Combine(_programs, program), arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        _processes.Add(process);
        return process;
    }

    private async Task<Uri> AddressAsync(Process coordinator, CancellationToken cancellation)
    {
        while (await coordinator.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                if (line.IndexOf(Showing, StringComparison.Ordinal) is >= 0 and var shown)
                    Metrics = new Uri(line[(shown + Showing.Length - "http".Length)..].Split(',')[0] + "/metrics");
                _ = DrainAsync(coordinator);
                return new Uri(line[(at + Listening.Length)..].Split(' ', ',')[0].TrimEnd('.'));
            }
        }

        throw new InvalidOperationException($"The coordinator ended with {coordinator.ExitCode}.");
    }

    /// <summary>A full pipe would stop the process.</summary>
    private static Task DrainAsync(Process process) =>
        Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null), process.StandardError.BaseStream.CopyToAsync(Stream.Null));

    /// <summary>Chains of four stages; other rounds' are others, or they would be done already.</summary>
    private static string Spec(string name, int round, int stages) =>
        $$"""
            name: {{name}}
            grid:
              dataset: cifar10
              architecture: vgg16
              mode: from-scratch
              sparsity: [0, 0.5, 0.8, 0.9]
              seed: [{{string.Join(", ", Enumerable.Range(1, stages / 4))}}]
            training: { epochs: 1, lr: 0.0{{round}} }
            pruning: { epochs: 1 }
            """;
}

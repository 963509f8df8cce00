using System.Diagnostics;
using System.Globalization;
using Sweep.Performance.Cluster;

namespace Sweep.Performance.Startup;

/// <summary>
/// What it takes to start, of published folders such as one that was compiled ahead of time and one that was not:
/// <c>startup FOLDER FOLDER</c>. They take turns, round by round; every coordinator is a new process with a new home.
/// </summary>
internal sealed class StartupBenchmark(IReadOnlyList<string> folders) : IBenchmark
{
    public const string Verb = "startup";

    private const int CommandRounds = 11;
    private const int ClusterRounds = 3;
    private const int Stages = 10_000;
    private const int WorkerProcesses = 1;
    private const int Slots = 32;

    private static readonly string[] _measured =
    [
        "`sweep --help`, s",
        "`sweep list` of an empty home, s",
        "coordinator until it listens, s",
        "coordinator until it listens, processor s",
        "coordinator, first 10,000 no-op stages, processor s",
        "the same, s",
    ];

    public string Name => Verb;

    public IReadOnlyList<string> Columns =>
        ["what", .. folders.SelectMany(folder => (string[])[Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), "min–max"])];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        if (folders.Count == 0)
        {
            throw new ArgumentException("startup needs the folders to measure, such as what `dotnet publish Cli -o FOLDER` made.");
        }

        var times = folders.Select(_ => _measured.Select(_ => new List<double>()).ToList()).ToList();
        // The first of each reads the disk.
        for (var round = -1; round < CommandRounds; round++)
        {
            foreach (var (folder, measured) in folders.Zip(times))
            {
                var help = await CommandAsync(folder, ["--help"], cancellation);
                var list = await ListAsync(folder, cancellation);
                if (round >= 0)
                {
                    measured[0].Add(help);
                    measured[1].Add(list);
                }
            }
        }

        await using var broker = await LocalBroker.StartAsync(cancellation);
        for (var round = 0; round < ClusterRounds; round++)
        {
            foreach (var (folder, measured) in folders.Zip(times))
            {
                await MeasureCoordinatorAsync(broker, folder, measured, cancellation);
            }
        }

        return
        [
            .. _measured.Select(
                (what, index) =>
                    (string[])
                        [
                            what,
                            .. times.SelectMany(measured =>
                                (string[])
                                    [Text(Rates.Median(measured[index])), $"{Text(measured[index].Min())}–{Text(measured[index].Max())}"]
                            ),
                        ]
            ),
        ];
    }

    private static async Task MeasureCoordinatorAsync(
        LocalBroker broker,
        string folder,
        List<List<double>> measured,
        CancellationToken cancellation
    )
    {
        var start = Stopwatch.GetTimestamp();
        await using var cluster = await LocalCluster.StartAsync(broker, WorkerProcesses, Slots, cancellation, folder);
        measured[2].Add((cluster.ListeningSince - start) / (double)Stopwatch.Frequency);
        measured[3].Add(cluster.ProcessorTimeUntilListening.TotalSeconds);

        var (before, submitted) = (cluster.CoordinatorProcessorTime, Stopwatch.GetTimestamp());
        await cluster.MeasureAsync(Stages, cancellation);
        measured[4].Add((cluster.CoordinatorProcessorTime - before).TotalSeconds);
        measured[5].Add(Stopwatch.GetElapsedTime(submitted).TotalSeconds);
    }

    private static async Task<double> ListAsync(string folder, CancellationToken cancellation)
    {
        var home = Directory.CreateTempSubdirectory("sweep-bench-home-");
        try
        {
            return await CommandAsync(folder, ["list", "--home", home.FullName], cancellation);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    /// <summary>Seconds from start to end.</summary>
    private static async Task<double> CommandAsync(string folder, string[] arguments, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(folder, "sweep"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return process.ExitCode == 0
            ? took
            : throw new InvalidOperationException(
                $"sweep {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await error}"
            );
    }

    private static string Text(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Net;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Sweep.Api.V1;
using Sweep.Coordinator;
using Sweep.Coordinator.Api;
using Sweep.Coordinator.Api.Limits;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;

namespace Sweep.Performance.Results;

/// <summary>
/// Questions about a million finished trials, asked of a coordinator over gRPC: the first one, which reads them all; then kinds of
/// others, in rounds that take turns. The budget is 100 ms for 95 of 100 questions of each kind. The yardstick is what such a
/// question cannot be faster than: a loop over as many doubles, in the same rounds.
/// </summary>
internal sealed class ResultsBenchmark : IBenchmark
{
    private const int Rounds = 15;
    private const int Trials = 1_000_000;

    public string Name => "results";

    public IReadOnlyList<string> Columns => ["what", "asked", "median ms", "p95 ms", "max ms", "processor ms (mean)"];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        var home = await FinishedStore.MakeAsync(cancellation);
        await using var keeper = await LedgerKeeper.OpenAsync(
            SqliteLedgerStore.Open(new SqliteStoreOptions(Path.Combine(home, "sweep.db"))),
            KeeperOptions.Default,
            TimeProvider.System,
            cancellation
        );
        var settings = CoordinatorSettings.Default with
        {
            Home = home,
            Broker = null,
            Api = ApiOptions.Default with
            {
                Listen = new(IPAddress.Loopback, 0),
                Page = null,
                Limits = ApiLimits.Default with { Requests = 0 },
            },
            Telemetry = TelemetryOptions.None,
            Log = LogOptions.Default with { Level = LogLevel.None },
        };
        await using var host = CoordinatorHost.Build(settings, keeper, TimeProvider.System);
        await host.StartAsync(cancellation);
        using var channel = GrpcChannel.ForAddress(host.Urls.Single());
        var results = new Api.V1.Results.ResultsClient(channel);
        var watches = new Watches(new Sweeps.SweepsClient(channel), cancellation);

        var read = await TimeAsync(async () =>
            await new SweepReader(keeper).ReadTrialsAsync(FinishedStore.Sweep, cancellation).CountAsync(cancellation)
        );
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var load = await TimeAsync(() =>
            results.QueryResultsAsync(Questions.Queries[0].Requests[0], cancellationToken: cancellation).ResponseAsync
        );
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var rows = new List<IReadOnlyList<string>>
        {
            Row("all trials read from the store, without a table", [read]),
            Row("first question: all trials read into a table", [load]),
        };

        var kinds = Kinds(results, watches, cancellation);
        var times = kinds.ToDictionary(kind => kind.Name, _ => new List<(double Clock, double Processor)>());
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (name, ask) in kinds)
            {
                foreach (var question in ask)
                {
                    var time = await TimeAsync(question);
                    // The first round compiles.
                    if (round > 0)
                        times[name].Add(time);
                }
            }
        }

        rows.AddRange(kinds.Select(kind => Row(kind.Name, times[kind.Name])));
        rows.Add(Row("watch: all that ever settled, in messages of 1000", [await TimeAsync(watches.FromTheFirstAsync)]));
        rows.Add([$"memory of the table: {memory / 1e6:N0} MB", "", "", "", "", ""]);
        await host.StopAsync(cancellation);
        return rows;
    }

    private static List<(string Name, Func<Task<object>>[] Ask)> Kinds(
        Api.V1.Results.ResultsClient results,
        Watches watches,
        CancellationToken cancellation
    )
    {
        var numbers = new double[Trials];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = i;
        return
        [
            .. Questions.Queries.Select(kind =>
                (
                    kind.Kind,
                    kind.Requests.Select(request => new Func<Task<object>>(async () =>
                            await results.QueryResultsAsync(request, cancellationToken: cancellation)
                        ))
                        .ToArray()
                )
            ),
            (
                "grid",
                [
                    .. Questions.Grids.Select(request => new Func<Task<object>>(async () =>
                        await results.GetGridAsync(request, cancellationToken: cancellation)
                    )),
                ]
            ),
            (
                "best sparsity",
                [
                    .. Questions.Figures.Select(request => new Func<Task<object>>(async () =>
                        await results.BestSparsityAsync(request, cancellationToken: cancellation)
                    )),
                ]
            ),
            ("watch: first message", [watches.NowAsync]),
            (
                "watch: first message, going on from somewhere",
                [.. Watches.Places.Select(place => new Func<Task<object>>(() => watches.FromAsync(place)))]
            ),
            ("yardstick: mean and deviation of a million doubles, by a loop", [() => Task.FromResult<object>(Loop(numbers))]),
        ];
    }

    /// <summary>Welford's recurrence, as in the tables.</summary>
    private static double Loop(double[] numbers)
    {
        var (count, mean, squares) = (0, 0.0, 0.0);
        foreach (var number in numbers)
        {
            var before = number - mean;
            mean += before / ++count;
            squares += before * (number - mean);
        }

        return squares / (count - 1);
    }

    /// <summary>Milliseconds on the clock, and of all processors: others' work lengthens the first.</summary>
    private static async Task<(double Clock, double Processor)> TimeAsync<T>(Func<Task<T>> action)
    {
        var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await action();
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
    }

    private static string[] Row(string what, IReadOnlyCollection<(double Clock, double Processor)> times)
    {
        var sorted = times.Select(time => time.Clock).Order().ToList();
        return
        [
            what,
            $"{sorted.Count}",
            $"{Rates.Median(sorted):N1}",
            $"{sorted[(int)Math.Ceiling(0.95 * sorted.Count) - 1]:N1}",
            $"{sorted[^1]:N1}",
            $"{times.Average(time => time.Processor):N1}",
        ];
    }
}

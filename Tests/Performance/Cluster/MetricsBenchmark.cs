using System.Globalization;

namespace Sweep.Performance.Cluster;

/// <summary>What metrics cost: no-op stages a second of a cluster that shows none, and of one whose coordinator is asked for them every second, in alternating rounds.</summary>
internal sealed class MetricsBenchmark : IBenchmark
{
    private const int Rounds = 5;
    private const int Stages = 40_000;
    private const int WorkerProcesses = 2;
    private const int Slots = 32;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    public string Name => "metrics";

    public IReadOnlyList<string> Columns => ["what", "count", "a second (median)", "a second (min–max)"];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        // A broker each: two coordinators over one would take each other's reports.
        await using var plainBroker = await LocalBroker.StartAsync(cancellation);
        await using var shownBroker = await LocalBroker.StartAsync(cancellation);
        await using var plain = await LocalCluster.StartAsync(plainBroker, WorkerProcesses, Slots, cancellation);
        await using var shown = await LocalCluster.StartAsync(shownBroker, WorkerProcesses, Slots, cancellation, isShown: true);
        var (without, with) = (new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            without.Add(await plain.MeasureAsync(Stages, cancellation));
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var asking = AskAsync(shown.Metrics!, end.Token);
            with.Add(await shown.MeasureAsync(Stages, cancellation));
            await end.CancelAsync();
            var answers = await asking;
            await Console.Error.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round} of {Rounds}: {without[^1]:N0}/s without, {with[^1]:N0}/s with metrics, asked for {answers} times"
                )
            );
        }

        return
        [
            Rates.Row("no-op stages, without metrics", Stages, without),
            Rates.Row("the same with metrics, asked for every second", Stages, with),
        ];
    }

    private static async Task<int> AskAsync(Uri metrics, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var answers = 0;
        try
        {
            while (true)
            {
                await http.GetStringAsync(metrics, cancellation);
                answers++;
                await Task.Delay(_interval, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            return answers;
        }
    }
}

using System.Globalization;

namespace Sweep.Performance.Cluster;

/// <summary>
/// No-op stages a second from ready to stored, with coordinator and workers as processes over RabbitMQ and SQLite; beside it, over
/// the same broker, what RabbitMQ.Client and MassTransit carry of single messages, and empty tasks through Celery and Dask. In
/// alternating rounds.
/// </summary>
internal sealed class ClusterBenchmark : IBenchmark
{
    private const int Rounds = 3;
    private const int Messages = 20_000;
    private const int Stages = 100_000;
    private const int Tasks = 2_000;
    private const int WorkerProcesses = 2;
    private const int Slots = 32;

    public string Name => "cluster";

    public IReadOnlyList<string> Columns => ["what", "count", "a second (median)", "a second (min–max)"];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        await using var broker = await LocalBroker.StartAsync(cancellation);
        await using var cluster = await LocalCluster.StartAsync(broker, WorkerProcesses, Slots, cancellation);
        await using var celery = await Peer.StartCeleryAsync(broker.Address, Tasks, cancellation);
        await using var dask = await Peer.StartDaskAsync(broker.Address, Tasks, cancellation);
        (string What, int Count, Func<Task<double>> Measure)[] measured =
        [
            (
                "RabbitMQ.Client: message published, confirmed, consumed, acknowledged",
                Messages,
                () => RawRate.MeasureAsync(broker.Address, Messages, 1000, cancellation)
            ),
            (
                "MassTransit: the same with one stage's report",
                Messages,
                () => MassTransitRate.MeasureAsync(broker.Address, Messages, MassTransitRate.Sample, cancellation)
            ),
            (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"sweep: no-op stage, ready to stored ({WorkerProcesses} workers of {Slots} slots)"
                ),
                Stages,
                () => cluster.MeasureAsync(Stages, cancellation)
            ),
            ("Celery: empty task, sent to result (2 worker processes)", Tasks, () => celery.MeasureAsync(cancellation)),
            ("Dask distributed: empty task, sent to result (2 worker processes)", Tasks, () => dask.MeasureAsync(cancellation)),
        ];
        var rates = measured.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (index, (what, _, measure)) in measured.Index())
            {
                rates[index].Add(await measure());
                await Console.Error.WriteLineAsync($"round {round + 1} of {Rounds}: {rates[index][^1], 8:N0}/s  {what}");
            }
        }

        return [.. measured.Zip(rates, (what, rate) => Rates.Row(what.What, what.Count, rate))];
    }
}

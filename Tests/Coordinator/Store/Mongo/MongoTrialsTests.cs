using MongoDB.Bson;
using MongoDB.Driver;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Store.Mongo;
using Sweep.Tests.Coordinator.Store.Mongo.Double;

namespace Sweep.Tests.Coordinator.Store.Mongo;

/// <summary>The documents of <c>trials</c> and <c>curves</c> as people query them.</summary>
public sealed class MongoTrialsTests : IAsyncDisposable
{
    private readonly ProtocolDouble _double = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Trials end in stages 1 and 2 alternately; see <see cref="Script"/>.</summary>
    [Fact]
    public async Task Apply_OneBatchAfterAnother_KeepsStatesAndMetrics()
    {
        var seen = await RunAsync(Script.Batches);

        Assert.Equal(
            [
                "a: pending, pending, pending, pending",
                "a: completed 60, pending, completed 60, pending",
                "a: completed 60, pending, completed 60, pending; b: completed 60, pending, completed 60, pending",
                "a: completed 60, failed, completed 60, failed; b: completed 60, failed, completed 60, failed",
                "b: completed 60, failed, completed 60, failed",
                "b: completed 70, cancelled, completed 70, cancelled",
                "b: completed 70, cancelled, completed 70, cancelled",
            ],
            seen
        );
    }

    [Fact]
    public async Task Apply_SweepEndsAndContinues_ChangesOnlyPendingTrials()
    {
        var stages = SampleBatch.Empty with
        {
            Stages = [SampleBatch.Stage(1, 0, 1) with { Attempt = 0 }, SampleBatch.Stage(2, 0, 1) with { Attempt = 0 }],
        };
        Batch State(SweepState state) => SampleBatch.Empty with { Sweeps = [SampleBatch.Facts(1, "a") with { State = state }] };
        var seen = await RunAsync([
            SampleBatch.Sweep(1, "a", trials: 3) with
            {
                Stages = stages.Stages,
            },
            SampleBatch.Empty with
            {
                Stages = [SampleBatch.Stage(2, 0, 1) with { Condition = StageCondition.Parked, Error = "no luck" }],
            },
            State(SweepState.Cancelled),
            State(SweepState.Running),
            State(SweepState.Failed),
            State(SweepState.Running),
            SampleBatch.Empty with
            {
                Stages = [SampleBatch.Stage(2, 0, 1) with { Condition = StageCondition.Open, Failures = 1 }],
            },
        ]);

        Assert.Equal(
            [
                "a: pending, pending, pending",
                "a: pending, failed, pending",
                "a: cancelled, failed, cancelled",
                "a: pending, failed, pending",
                "a: failed, failed, failed",
                "a: pending, pending, pending",
                "a: pending, pending, pending",
            ],
            seen
        );
    }

    [Fact]
    public async Task Trials_QueriedByTheDocumentedPipeline_GiveMeanAndDeviation()
    {
        await RunAsync([
            SampleBatch.Sweep(1, "study", trials: 4) with
            {
                Stages =
                [
                    .. ((long[])[1, 2]).Select(number =>
                        SampleBatch.Stage(number, 0, 1) with
                        {
                            Condition = StageCondition.Completed,
                            HasResult = true,
                        }
                    ),
                ],
                Results = [new(1, SampleSweep.Result(80)), new(2, SampleSweep.Result(90))],
                Curves = [new(1, [SampleBatch.Point(1), SampleBatch.Point(2)])],
            },
        ]);
        using var client = new DoubleClient(_double.ConnectionString);
        var database = client.Database.Client.GetDatabase("sweep");
        PipelineDefinition<BsonDocument, BsonDocument> pipeline = (BsonDocument[])
            [
                BsonDocument.Parse("{ $match: { sweep: 'study', state: 'completed' } }"),
                BsonDocument.Parse(
                    """
                    { $group: { _id: { dataset: '$dataset', architecture: '$architecture', mode: '$mode', sparsity: '$sparsity' },
                        n: { $sum: 1 }, mean: { $avg: '$top1' }, deviation: { $stdDevSamp: '$top1' } } }
                    """
                ),
                BsonDocument.Parse("{ $sort: { '_id.dataset': 1, '_id.architecture': 1, '_id.mode': 1, '_id.sparsity': 1 } }"),
            ];

        var row = Assert.Single(
            await (await database.GetCollection<BsonDocument>("trials").AggregateAsync(pipeline, cancellationToken: Stop)).ToListAsync(Stop)
        );
        Assert.Equal((4, 85.0), (row["n"].ToInt32(), row["mean"].ToDouble()));
        // The deviation of 80, 90, 80 and 90 is the square root of 100 / 3.
        Assert.Equal(5.7735, row["deviation"].ToDouble(), 4);
        Assert.Equal("mnist", row["_id"]["dataset"]);
        Assert.Equal([1, 2], Assert.Single(_double.Documents("sweep", "curves"))["epoch"].AsBsonArray.Select(epoch => epoch.ToInt32()));
    }

    public ValueTask DisposeAsync() => _double.DisposeAsync();

    /// <summary>The trials' documents after each batch.</summary>
    private async Task<List<string>> RunAsync(IReadOnlyList<Batch> batches)
    {
        await using var store = await MongoLedgerStore.OpenAsync(new MongoStoreOptions(_double.ConnectionString), Stop);
        var mark = await store.TakeOverAsync(Stop);
        var seen = new List<string>();
        foreach (var batch in batches)
        {
            await store.AppendAsync(mark = mark with { Revision = mark.Revision + 1 }, batch, Stop);
            await store.DrainAsync(Stop);
            seen.Add(Trials(_double));
        }

        return seen;
    }

    internal static string Trials(ProtocolDouble server) =>
        string.Join(
            "; ",
            server
                .Documents("sweep", "trials")
                .GroupBy(trial => trial["sweep"].AsString)
                .Select(sweep =>
                    $"{sweep.Key}: {string.Join(", ", sweep.Select(trial => trial["state"].AsString + (trial.Contains("top1") ? $" {trial["top1"].ToDouble():0}" : "")))}"
                )
        );
}

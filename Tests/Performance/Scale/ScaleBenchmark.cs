using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Sweep.Performance.Scale;

/// <summary>
/// A coordinator over a store with millions of open stages: what submitting them takes, a start, its memory, a pass, and a stage's way through it
/// while nearly all are open and when nearly none is. <c>scale</c> measures SQLite and, where <c>SWEEP_TEST_MONGODB</c> names a server, MongoDB;
/// <c>scale mongodb:1</c> only that. Budgets for a million: submitted in 20 s, started in 5 s (MongoDB 20 s), 300 MB more than an empty one.
/// </summary>
internal sealed class ScaleBenchmark(IReadOnlyList<string> cases) : IBenchmark
{
    public const string Verb = "scale";

    public string Name => Verb;

    public IReadOnlyList<string> Columns =>
        [
            "store",
            "million trials, open stages",
            "submit the first million s",
            "then close s",
            "store MB",
            "start s",
            "live memory over an empty one MB",
            "resident over an empty one MB",
            "pass ms",
            "first thousand, ms a stage",
            "last thousand, ms a stage",
            "those between, a second",
        ];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (
            var what in cases.Count > 0 ? cases
            : ScaleCase.Server is null ? ["sqlite:1", "sqlite:10"]
            : ["sqlite:1", "sqlite:10", "mongodb:1"]
        )
        {
            rows.Add(await MeasureAsync(ScaleCase.Parse(what), cancellation));
        }

        return rows;
    }

    private static async Task<string[]> MeasureAsync(ScaleCase what, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("sweep-scale-").FullName;
        try
        {
            var empty = await ScaleProcess.StartAsync("start", what, folder, cancellation);
            var submit = await ScaleProcess.StartAsync("submit", what, folder, cancellation);
            var size = await SizeAsync(what, folder, cancellation);
            var start = await ScaleProcess.StartAsync("start", what, folder, cancellation);
            var finish = what.Millions > 1 ? null : await ScaleProcess.StartAsync("finish", what, folder, cancellation);
            return
            [
                what.Kind,
                $"{what.Millions}",
                Text(submit["submit"]),
                Text(submit["close"]),
                $"{size:N0}",
                Text(start["start"]),
                $"{start["managed"] - empty["managed"]:N0}",
                $"{start["resident"] - empty["resident"]:N0}",
                Text(start["pass"] * 1_000),
                Text(finish?["first"]),
                Text(finish?["last"]),
                finish is null ? "" : $"{what.Millions * 1e6 / finish["between"]:N0}",
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            if (what.Kind == ScaleCase.MongoDb)
                await new MongoClient(ScaleCase.Server).DropDatabaseAsync(ScaleCase.DatabaseIn(folder), CancellationToken.None);
        }
    }

    /// <summary>Of MongoDB what the server says of itself, data and indexes.</summary>
    private static async Task<double> SizeAsync(ScaleCase what, string folder, CancellationToken cancellation)
    {
        if (what.Kind != ScaleCase.MongoDb)
            return new FileInfo(ScaleCase.FileIn(folder)).Length / 1e6;
        var said = await new MongoClient(ScaleCase.Server)
            .GetDatabase(ScaleCase.DatabaseIn(folder))
            .RunCommandAsync<BsonDocument>("{ dbStats: 1 }", cancellationToken: cancellation);
        return (said["storageSize"].ToDouble() + said["indexSize"].ToDouble()) / 1e6;
    }

    private static string Text(double? number) => number?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}

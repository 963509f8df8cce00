using System.Globalization;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;

namespace Sweep.Performance.Training;

/// <summary>
/// Our whole training loop, data included, against PyTorch's idiomatic one over the same libtorch: same network, batch and
/// threads. The two take turns, round by round, and rest while the other works; medians are compared.
/// </summary>
internal sealed class TrainingBenchmark : IBenchmark
{
    private const int Batch = 128;
    private const int StepsPerRound = 12;
    private const int Rounds = 7;

    private static readonly (ModelSettings Model, int Threads)[] _cases =
    [
        (new ModelSettings { Architecture = "vgg16", Width = 0.25 }, 1),
        (new ModelSettings { Architecture = "vgg16", Width = 0.25 }, 2),
        (new ModelSettings { Architecture = "mobilenet", Width = 0.5 }, 1),
        (new ModelSettings { Architecture = "mobilenet", Width = 0.5 }, 2),
    ];

    public string Name => "training";

    public IReadOnlyList<string> Columns =>
        ["network", "threads", "sweep, images/s", "min…max", "PyTorch, images/s", "min…max", "ratio", "outside libtorch"];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (model, threads) in _cases)
        {
            rows.Add(await MeasureAsync(model, threads, cancellation));
        }

        return rows;
    }

    private static async Task<IReadOnlyList<string>> MeasureAsync(ModelSettings model, int threads, CancellationToken cancellation)
    {
        var architecture = ArchitectureCatalogue.Create(model, image: 32, classes: 10);
        var (ours, theirs) = (new List<double>(), new List<double>());
        using var loop = new OurLoop(architecture, Batch, StepsPerRound, threads);
        // Loading in the process of the loop and in two processes beside it: PyTorch is given the better of both.
        await using var alone = await ReferenceLoop.StartAsync(architecture, threads, Batch, loaderWorkers: 0, cancellation);
        await using var helped = await ReferenceLoop.StartAsync(architecture, threads, Batch, loaderWorkers: 2, cancellation);

        await loop.RunAsync();
        await alone.RunAsync(StepsPerRound, cancellation);
        await helped.RunAsync(StepsPerRound, cancellation);
        var reference = await alone.RunAsync(StepsPerRound, cancellation) > await helped.RunAsync(StepsPerRound, cancellation) ? alone : helped;
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await loop.RunAsync());
            theirs.Add(await reference.RunAsync(StepsPerRound, cancellation));
        }

        var outside = await KernelShare.OutsideLibtorchAsync(loop.RunAsync, cancellation);
        return
        [
            $"{model.Architecture} ×{model.Width.ToString(CultureInfo.InvariantCulture)}",
            Text(threads),
            Text(Rates.Median(ours)), $"{Text(ours.Min())}…{Text(ours.Max())}",
            Text(Rates.Median(theirs)), $"{Text(theirs.Min())}…{Text(theirs.Max())}",
            (Rates.Median(ours) / Rates.Median(theirs)).ToString("0.00", CultureInfo.InvariantCulture),
            outside is { } share ? share.ToString("0.0%", CultureInfo.InvariantCulture) : "not measured: no perf",
        ];
    }

    private static string Text(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}

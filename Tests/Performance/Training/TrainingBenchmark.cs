using System.Globalization;

namespace Sweep.Performance.Training;

/// <summary>
/// Our whole training loop, data included, against what a user would write with TorchSharp on the same libtorch and against
/// PyTorch as this system has it: same network, batch, augmentation and threads. They take turns, round by round, and rest while
/// another works; medians are compared.
/// </summary>
internal sealed class TrainingBenchmark : IBenchmark
{
    private const int Rounds = 7;

    public string Name => "training";

    public IReadOnlyList<string> Columns =>
        [
            "network",
            "threads",
            "sweep, images/s",
            "min…max",
            "TorchSharp, images/s",
            "min…max",
            "ratio",
            "PyTorch, images/s",
            "min…max",
            "ratio",
            "TorchSharp computes the same",
        ];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var training in TrainingCase.All)
        {
            rows.Add(await MeasureAsync(training, cancellation));
        }

        return rows;
    }

    private static async Task<IReadOnlyList<string>> MeasureAsync(TrainingCase training, CancellationToken cancellation)
    {
        await using var sweep = LoopProcess.StartSweep(training);
        await using var alone = LoopProcess.StartTorchSharp(training, loaderWorkers: 1);
        await using var helped = LoopProcess.StartTorchSharp(training, loaderWorkers: 2);
        await using var pythonAlone = await LoopProcess.StartPyTorchAsync(training, loaderWorkers: 0);
        await using var pythonHelped = await LoopProcess.StartPyTorchAsync(training, loaderWorkers: 2);
        var wrong = await FirstStep.RequireSameAsync(training, [sweep, alone, helped, pythonAlone, pythonHelped], cancellation);

        await RunAsync(sweep, cancellation);
        LoopProcess[] loops =
        [
            sweep,
            await FasterAsync(alone, helped, cancellation),
            await FasterAsync(pythonAlone, pythonHelped, cancellation),
        ];
        var rates = loops.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (loop, measured) in loops.Zip(rates))
            {
                measured.Add(await RunAsync(loop, cancellation));
            }
        }

        var ours = Rates.Median(rates[0]);
        return
        [
            training.Name,
            Text(training.Threads),
            Text(ours),
            Range(rates[0]),
            .. rates
                .Skip(1)
                .SelectMany(theirs => (string[])[Text(Rates.Median(theirs)), Range(theirs), Ratio(ours / Rates.Median(theirs))]),
            wrong.Contains(loops[1]) ? "no" : "yes",
        ];
    }

    /// <summary>The others are given the better of two ways to load their images. Their first round warms up.</summary>
    private static async Task<LoopProcess> FasterAsync(LoopProcess a, LoopProcess b, CancellationToken cancellation)
    {
        await RunAsync(a, cancellation);
        await RunAsync(b, cancellation);
        return await RunAsync(a, cancellation) > await RunAsync(b, cancellation) ? a : b;
    }

    private static Task<double> RunAsync(LoopProcess loop, CancellationToken cancellation) =>
        loop.RunAsync(TrainingCase.StepsPerRound, cancellation);

    private static string Range(List<double> rates) => $"{Text(rates.Min())}…{Text(rates.Max())}";

    private static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}

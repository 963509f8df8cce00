using System.Globalization;
using Sweep.Contracts.Architectures;

namespace Sweep.Performance.Training.Limits;

/// <summary>
/// What limits our training loop: how much of the processor's time is spent outside libtorch, how much of a step in its
/// convolutions, and how near those come to what the processor can do. A convolution's work is counted from the architecture, its
/// time is what oneDNN says; the peak is what a loop of nothing but fused multiply-adds reaches at that moment on as many threads.
/// </summary>
internal sealed class LimitsBenchmark : IBenchmark
{
    private const int Rounds = 5;

    public string Name => "limits";

    public IReadOnlyList<string> Columns =>
        [
            "network",
            "threads",
            "step, ms",
            "outside libtorch",
            "outside libtorch, TorchSharp's loop",
            "convolutions, share of the step",
            "convolutions, Gflop/s",
            "of the peak",
            "1×1 convolution of 1,024 channels, Gflop/s",
            "matrix product of 2,048², Gflop/s",
            "peak, Gflop/s",
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
        await using var loop = LoopProcess.StartSweep(training);
        await using var verbose = LoopProcess.StartSweep(training, verbose: true);
        await using var user = LoopProcess.StartTorchSharp(training, loaderWorkers: 1);
        await FirstStep.RequireSameAsync(training, [loop, verbose, user], cancellation);

        var (seconds, convolutions, matrices, pointwise, peaks) = (
            new List<double>(),
            new List<double?>(),
            new List<double>(),
            new List<double>(),
            new List<double>()
        );
        await loop.RunAsync(TrainingCase.StepsPerRound, cancellation);
        await verbose.RunAsync(TrainingCase.StepsPerRound, cancellation);
        await user.RunAsync(TrainingCase.StepsPerRound, cancellation);
        for (var round = 0; round < Rounds; round++)
        {
            seconds.Add(TrainingCase.Batch / await loop.RunAsync(TrainingCase.StepsPerRound, cancellation));
            await verbose.RunAsync(TrainingCase.StepsPerRound, cancellation);
            convolutions.Add(OneDnnTimes.OfConvolutions(verbose.Verbose, training.Architecture, TrainingCase.StepsPerRound));
            matrices.Add(LibtorchPeak.OfMatrixProduct(training.Threads));
            pointwise.Add(LibtorchPeak.OfConvolution(training.Threads));
            peaks.Add(ProcessorPeak.FlopsPerSecond(training.Threads));
        }

        var ours = await KernelShare.OutsideLibtorchAsync(
            loop.Id,
            () => loop.RunAsync(TrainingCase.StepsPerRound, cancellation),
            cancellation
        );
        var theirs = await KernelShare.OutsideLibtorchAsync(
            user.Id,
            () => user.RunAsync(TrainingCase.StepsPerRound, cancellation),
            cancellation
        );
        var (step, peak) = (Rates.Median(seconds), Rates.Median(peaks));
        var inConvolutions = convolutions.Contains(null) ? null : Rates.Median(convolutions);
        var rate = Flops(training.Architecture) * TrainingCase.Batch / inConvolutions;
        return
        [
            training.Name,
            training.Threads.ToString(CultureInfo.InvariantCulture),
            (step * 1e3).ToString("0.0", CultureInfo.InvariantCulture),
            Share(ours, "no perf"),
            Share(theirs, "no perf"),
            Share(inConvolutions / step, NotInOneDnn),
            Giga(rate),
            Share(rate / peak, NotInOneDnn),
            Giga(Rates.Median(pointwise)),
            Giga(Rates.Median(matrices)),
            Giga(peak),
        ];
    }

    private const string NotInOneDnn = "not all in oneDNN";

    /// <summary>
    /// Of a step's convolutions, for an image: output, gradient of the weights and gradient of the input take the same work each,
    /// and nobody asks for the gradient of the images.
    /// </summary>
    private static double Flops(Architecture architecture)
    {
        var costs = architecture.Costs().Where(cost => cost.Layer is Conv).Select(cost => 2.0 * cost.MultiplyAccumulates).ToList();
        return (3 * costs.Sum()) - costs[0];
    }

    private static string Share(double? share, string why) =>
        share is { } known ? known.ToString("0.0%", CultureInfo.InvariantCulture) : $"not measured: {why}";

    private static string Giga(double? flops) => flops is { } known ? (known / 1e9).ToString("0", CultureInfo.InvariantCulture) : "";
}

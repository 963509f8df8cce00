namespace Sweep.Coordinator.Planning;

/// <summary>The assumed speed of a worker.</summary>
/// <param name="Assumption">The assumption in words, shown beside every estimate.</param>
/// <param name="ImagesPerSecond">Training images a second, given the architecture and its multiply-accumulates per image.</param>
public sealed record Throughput(string Assumption, Func<string, long, double> ImagesPerSecond)
{
    /// <summary>The cost of a training step in forward passes: one forward pass, and a backward pass of about twice its cost.</summary>
    public const int PassesOfTraining = 3;

    /// <summary>
    /// Sustained multiply-accumulates a second of two cores, measured by `make bench` (docs/benchmarks.md: VGG16-BN of width 0.25 trains
    /// 1,324 images/s at 20.0 million an image, MobileNet of width 0.5 trains 767 images/s at 12.2 million). MobileNet is slower because
    /// its depthwise convolutions move much memory per multiplication.
    /// </summary>
    private static readonly Dictionary<string, double> _macsPerSecond = new() { ["vgg16"] = 79e9, ["mobilenet"] = 28e9 };

    public static Throughput Default { get; } =
        new(
            "two CPU cores, as measured: 158 GFLOP/s for vgg16, 56 for mobilenet",
            (architecture, macs) => _macsPerSecond[architecture] / macs / PassesOfTraining
        );

    public static Throughput OfImagesPerSecond(double images) =>
        new($"{images:N0} training images a second for every network", (_, _) => images);

    /// <param name="gflops">Sustained GFLOP/s, where a multiply and its add count as two operations.</param>
    public static Throughput OfGflops(double gflops) =>
        new($"{gflops:N0} GFLOP/s sustained for every network", (_, macs) => gflops * 1e9 / 2 / macs / PassesOfTraining);
}

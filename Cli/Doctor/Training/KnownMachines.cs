namespace Sweep.Cli.Doctor.Training;

/// <summary>The training loop's images a second on machines where that was measured while nothing else ran. A machine is added with its own rows.</summary>
internal static class KnownMachines
{
    /// <remarks>docs/doctor.md says when each was measured, and of which machine.</remarks>
    public static IReadOnlyList<KnownMachine> All { get; } =
    [
        new("AMD EPYC", 1, "vgg16", 0.25, 1_224),
        new("AMD EPYC", 2, "vgg16", 0.25, 1_693),
        new("AMD EPYC", 1, "mobilenet", 0.5, 607),
        new("AMD EPYC", 2, "mobilenet", 0.5, 959),
    ];
}

/// <param name="Processor">Its model, as the kernel names it.</param>
/// <param name="Width">Of the network.</param>
/// <param name="ImagesPerSecond">The median, at batch 128 and 32×32 pixels.</param>
internal sealed record KnownMachine(string Processor, int Threads, string Architecture, double Width, double ImagesPerSecond);

namespace Sweep.Cli.Doctor.Training;

/// <summary>What sweep doctor has measured where nothing else ran. Only measured rows: a machine is added with its own.</summary>
internal static class KnownMachines
{
    /// <remarks>docs/doctor.md says when each was measured, and of which machine.</remarks>
    public static IReadOnlyList<KnownMachine> All { get; } = [];
}

/// <param name="Processor">Its model, as the kernel names it.</param>
/// <param name="Width">Of the network.</param>
/// <param name="ImagesPerSecond">The median, at batch 128 and 32×32 pixels.</param>
internal sealed record KnownMachine(string Processor, int Threads, string Architecture, double Width, double ImagesPerSecond);

namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>The machine's GPUs as their driver has them; without a driver all of it is empty.</summary>
public sealed record GpuSurvey
{
    /// <summary>Its version; null when there is none.</summary>
    public string? Driver { get; init; }

    /// <summary>The newest version of CUDA that the driver serves.</summary>
    public string? Cuda { get; init; }

    public IReadOnlyList<GpuFacts> Gpus { get; init; } = [];

    /// <summary>Why a driver that is there does not tell; null otherwise.</summary>
    public string? Problem { get; init; }

    public static GpuSurvey Take() => Nvml.Survey();
}

/// <param name="Id">As its driver names it.</param>
/// <param name="Name">Of the product.</param>
public sealed record GpuFacts(string Id, string Name)
{
    /// <summary>The compute capability, such as 9.0.</summary>
    public string? Capability { get; init; }

    public long? MemorySize { get; init; }

    public long? MemoryFree { get; init; }
}

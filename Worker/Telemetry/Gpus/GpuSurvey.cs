namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>The machine's GPUs as their driver lists them; empty without a driver.</summary>
public sealed record GpuSurvey
{
    /// <summary>The driver's version; null without a driver.</summary>
    public string? Driver { get; init; }

    /// <summary>The newest version of CUDA that the driver supports.</summary>
    public string? Cuda { get; init; }

    public IReadOnlyList<GpuFacts> Gpus { get; init; } = [];

    /// <summary>Why an installed driver cannot list GPUs; null otherwise.</summary>
    public string? Problem { get; init; }

    public static GpuSurvey Take() => Nvml.Survey();
}

/// <summary>What the driver tells about a GPU.</summary>
/// <param name="Id">The driver's id of it.</param>
/// <param name="Name">The product's name.</param>
public sealed record GpuFacts(string Id, string Name)
{
    /// <summary>The compute capability, such as 9.0.</summary>
    public string? Capability { get; init; }

    /// <summary>Bytes of its memory.</summary>
    public long? MemorySize { get; init; }

    /// <summary>Bytes of its memory that are free.</summary>
    public long? MemoryFree { get; init; }
}

namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>A reading of a GPU. Values that the GPU does not report are null.</summary>
internal sealed record GpuReading
{
    /// <summary>Share of the driver's last sampling period in which the GPU computed anything, 0…1.</summary>
    public double? Utilization { get; init; }

    /// <summary>Bytes of its memory in use, by all processes.</summary>
    public long? MemoryUsed { get; init; }

    /// <summary>Bytes of its memory.</summary>
    public long? MemorySize { get; init; }

    /// <summary>The power that it draws, in watts.</summary>
    public double? Watts { get; init; }

    /// <summary>The most power that it may draw, in watts.</summary>
    public double? MostWatts { get; init; }

    /// <summary>Its temperature in degrees Celsius.</summary>
    public double? Celsius { get; init; }

    /// <summary>Corrected memory errors since its driver was loaded.</summary>
    public long? Corrected { get; init; }

    /// <summary>Uncorrected memory errors since its driver was loaded.</summary>
    public long? Uncorrected { get; init; }

    public GpuSlowdowns? Slowdowns { get; init; }
}

/// <summary>Why a GPU's clock is reduced, as NVML's bits.</summary>
[Flags]
internal enum GpuSlowdowns : ulong
{
    None = 0,
    PowerCap = 0x4,
    Hardware = 0x8,
    SoftwareThermal = 0x20,
    HardwareThermal = 0x40,
    PowerBrake = 0x80,
}

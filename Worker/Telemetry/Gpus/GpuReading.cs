namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>A GPU at one moment. What it does not tell is null.</summary>
internal sealed record GpuReading
{
    /// <summary>Share of the last while in which anything was computed, 0…1.</summary>
    public double? Utilization { get; init; }

    public long? MemoryUsed { get; init; }

    public long? MemorySize { get; init; }

    public double? Watts { get; init; }

    /// <summary>The most that it may draw.</summary>
    public double? MostWatts { get; init; }

    public double? Celsius { get; init; }

    /// <summary>Errors of its memory since its driver was loaded: that it corrected.</summary>
    public long? Corrected { get; init; }

    /// <summary>And that it did not.</summary>
    public long? Uncorrected { get; init; }

    public GpuSlowdowns? Slowdowns { get; init; }
}

/// <summary>Why a GPU's clock is slower than it could be; bits as NVML has them.</summary>
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

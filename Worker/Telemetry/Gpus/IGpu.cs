namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>A GPU that tells how it is.</summary>
internal interface IGpu
{
    /// <summary>As its driver names it, the same on every start.</summary>
    string Id { get; }

    GpuReading Read();
}

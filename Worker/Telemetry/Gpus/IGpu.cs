namespace Sweep.Worker.Telemetry.Gpus;

/// <summary>A GPU that can be read.</summary>
internal interface IGpu
{
    /// <summary>The driver's id of it, which stays the same after a restart.</summary>
    string Id { get; }

    GpuReading Read();
}

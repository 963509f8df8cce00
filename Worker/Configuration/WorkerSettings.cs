using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;
using Sweep.Hosting.Transport;
using Sweep.Worker.Checkpoints.S3;
using Sweep.Worker.Messaging;
using Sweep.Worker.Running;

namespace Sweep.Worker.Configuration;

/// <summary>Holds all settings of <c>sweep-worker</c>; see <see cref="WorkerCatalogue"/>.</summary>
public sealed record WorkerSettings
{
    public static WorkerSettings Default { get; } = new();

    public string Name { get; init; } = Environment.MachineName;

    public int Slots { get; init; } = 1;

    /// <summary>The number of threads of each slot; null shares the machine's cores among the slots.</summary>
    public int? Threads { get; init; }

    /// <summary>The device: <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    public EngineChoice Engine { get; init; } = EngineChoice.Train;

    /// <summary>The folder of the home; null for the default, see <see cref="Contracts.Files.HomeFolder"/>.</summary>
    public string? Home { get; init; }

    /// <summary>The folder or bucket (see <see cref="S3Place"/>) that all workers share; null for <c>checkpoints</c> in the home.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>See <see cref="S3Place.Endpoint"/>.</summary>
    public Uri? S3Endpoint { get; init; }

    /// <summary>See <see cref="S3Options.Region"/>.</summary>
    public string? S3Region { get; init; }

    /// <summary>See <see cref="S3Options.CacheLimit"/>.</summary>
    public long CheckpointCache { get; init; } = S3Options.Default.CacheLimit;

    public IReadOnlyList<string> Data { get; init; } = [];

    public bool Pull { get; init; } = true;

    /// <summary>See <see cref="EngineOptions.Deterministic"/>.</summary>
    public bool Deterministic { get; init; } = EngineOptions.Default.Deterministic;

    /// <summary>Whether it has <c>sweep doctor</c> look at its machine when it starts.</summary>
    public bool Examine { get; init; } = true;

    public TimeSpan Heartbeat { get; init; } = WorkerOptions.Default.Heartbeat;

    public TimeSpan Grace { get; init; } = WorkerOptions.Default.Grace;

    public TimeSpan ResumeInterval { get; init; } = EngineOptions.Default.ResumeInterval;

    public long ReserveMemory { get; init; } = WorkerOptions.Default.ReserveMemory;

    public BrokerOptions Broker { get; init; } = BrokerOptions.Default;

    public TelemetryOptions Telemetry { get; init; } = TelemetryOptions.Usual(TelemetryOptions.WorkerPort);

    public LogOptions Log { get; init; } = LogOptions.Default;

    public int ThreadsPerSlot => Threads ?? Math.Max(1, Environment.ProcessorCount / Slots);
}

using Sweep.Client.Connecting;
using Sweep.Worker.Data;

namespace Sweep.Cli.Doctor;

/// <summary>What is to be examined.</summary>
internal sealed record DoctorRequest
{
    /// <summary>Whether this machine is: its hardware, libtorch, data, and the places in its home.</summary>
    public required bool Machine { get; init; }

    /// <summary>Leaves out what trains and what reads data to their end.</summary>
    public bool IsQuick { get; init; }

    public required SweepHome Home { get; init; }

    public required DataFolders Data { get; init; }

    /// <summary>See <see cref="Worker.Running.EngineOptions.Device"/>.</summary>
    public string Device { get; init; } = "auto";

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Flags of <c>sweep-worker</c> about the broker; null when the broker is not to be examined.</summary>
    public IReadOnlyList<string>? Broker { get; init; }

    /// <summary>Flags of <c>sweep-worker</c> about checkpoints; null when they are not to be examined.</summary>
    public IReadOnlyList<string>? Checkpoints { get; init; }

    /// <summary>Flags of <c>sweep-coordinator</c> about the store; null when it is not to be examined.</summary>
    public IReadOnlyList<string>? Store { get; init; }

    /// <summary>Null when no coordinator is to be examined.</summary>
    public Connection? Server { get; init; }
}

using System.Security.Cryptography;

namespace Sweep.Worker.Messaging;

/// <summary>How this process works.</summary>
public sealed record WorkerOptions
{
    public static WorkerOptions Default { get; } = new();

    /// <summary>Tells this process from all others, now and before; messages call it the worker's id. See <see cref="IdOf"/>.</summary>
    public string Id { get; init; } = IdOf(Environment.MachineName);

    /// <summary>Stages that run at once, each on an engine of its own.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>What the status calls the device: <c>cpu</c>, <c>cuda:0</c>, … or <c>noop</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Between two statuses when nothing changes; several fit into the coordinator's lease.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the host's stop to the end of the process: stages are saved and the last reports sent within it.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long an engine may go on after it was told to stop. One that does is given up, and the worker drains.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes that stay free beside what stages are expected to need.</summary>
    public long ReserveMemory { get; init; } = 512L << 20;

    /// <summary>
    /// Different stages that may fail in a row before the worker drains itself; zero never does. Several in a row are more
    /// likely the machine's fault than theirs.
    /// </summary>
    public int FailureStreak { get; init; } = 3;

    /// <summary>Heartbeats without an answer, the broker being there, after which the worker consumes its orders anew.</summary>
    public int DeafAfter { get; init; } = 6;

    /// <summary>The name, the process id and a random part: process ids come again, and in containers they are all the same.</summary>
    public static string IdOf(string name) => $"{name}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}

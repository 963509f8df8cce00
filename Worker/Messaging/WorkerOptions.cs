using System.Security.Cryptography;

namespace Sweep.Worker.Messaging;

/// <summary>The options of a worker.</summary>
public sealed record WorkerOptions
{
    public static WorkerOptions Default { get; } = new();

    /// <summary>The worker's id, which no other process has or has had. See <see cref="IdOf"/>.</summary>
    public string Id { get; init; } = IdOf(Environment.MachineName);

    /// <summary>Number of stages that run at once, each on its own engine.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>The device's name in the status: <c>cpu</c>, <c>cuda:0</c>, … or <c>noop</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Time between two statuses when nothing changes; several fit into the coordinator's lease.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time from the host's stop to the end of the process, in which stages are saved and the last reports are sent.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long an engine may continue after it was asked to stop. After that it is given up, and the worker drains.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of memory that are to stay free in addition to what stages are expected to need.</summary>
    public long ReserveMemory { get; init; } = 512L << 20;

    /// <summary>
    /// The number of different stages that fail in a row after which the worker drains itself, since then the machine is probably at fault;
    /// zero means never.
    /// </summary>
    public int FailureStreak { get; init; } = 3;

    /// <summary>
    /// The number of heartbeats without an answer, while the broker accepts messages, after which the worker reopens its queue.
    /// </summary>
    public int DeafAfter { get; init; } = 6;

    /// <summary>
    /// An id of the name, the process id and a random part, because process ids repeat and are often equal in containers.
    /// </summary>
    public static string IdOf(string name) => $"{name}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
}

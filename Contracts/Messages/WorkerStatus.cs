namespace Sweep.Contracts.Messages;

/// <summary>
/// The state of a worker and its heartbeat, sent at intervals and when something changes. It renews the lease of every attempt that it
/// names. A stage whose worker does not name it, or sends nothing, is given to another worker.
/// </summary>
public sealed record WorkerStatus
{
    /// <summary>Number of the status, increasing from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// The newest <see cref="Sequence"/> that the coordinator has confirmed, which proves that its orders arrive; zero when there is none.
    /// </summary>
    public long Heard { get; init; }

    /// <summary>Number of stages that the worker executes at once.</summary>
    public required int Slots { get; init; }

    /// <summary>The attempts that the worker has begun or is about to begin.</summary>
    public IReadOnlyList<HeldAttempt> Held { get; init; } = [];

    /// <summary>False when the worker accepts no stages at the moment, though a slot may be idle; <see cref="Reason"/> says why.</summary>
    public bool Accepting { get; init; } = true;

    /// <summary>True when the worker accepts no more stages, and ends when it has none left.</summary>
    public bool Draining { get; init; }

    /// <summary>True when the worker has no stages left and ends; this is its last status.</summary>
    public bool Ended { get; init; }

    /// <summary>Why the worker does not accept stages or drains; null when it accepts them.</summary>
    public string? Reason { get; init; }

    /// <summary><c>cpu</c>, <c>cuda:0</c>, … or <c>noop</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Bytes of memory that the worker may still allocate; null when that is unknown.</summary>
    public long? MemoryFree { get; init; }

    /// <summary>
    /// Names of the data sets and weights that the worker has or would pull; null when it has not reported them, or needs none.
    /// </summary>
    public IReadOnlyList<string>? Data { get; init; }

    /// <summary>
    /// The problems that an examination of the worker's machine found, worst first, each as "failed: CHECK: FINDING" or "warning: …". Empty
    /// when there are none; null when the machine has not been examined.
    /// </summary>
    public IReadOnlyList<string>? Findings { get; init; }

    /// <summary>Version of the worker program.</summary>
    public required string Version { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Host { get; init; }
}

namespace Sweep.Contracts.Messages;

/// <summary>
/// How a worker is: its heartbeat, sent at intervals and when something changes. It renews the lease of every attempt it names;
/// a stage whose worker does not name it, or says nothing, goes to another.
/// </summary>
public sealed record WorkerStatus
{
    /// <summary>From 1, growing.</summary>
    public required long Sequence { get; init; }

    /// <summary>The newest <see cref="Sequence"/> that the coordinator has confirmed: proof that its orders arrive. Zero when none.</summary>
    public long Heard { get; init; }

    /// <summary>Stages it executes at once.</summary>
    public required int Slots { get; init; }

    /// <summary>Attempts it has, begun or about to begin.</summary>
    public IReadOnlyList<HeldAttempt> Held { get; init; } = [];

    /// <summary>False when it takes nothing more for now, though a slot may be idle; <see cref="Reason"/> says why.</summary>
    public bool Accepting { get; init; } = true;

    /// <summary>It takes nothing more and ends when it has nothing left.</summary>
    public bool Draining { get; init; }

    /// <summary>It has nothing left and ends: this is the last that is heard of it.</summary>
    public bool Ended { get; init; }

    /// <summary>Why it does not accept, or drains; null when it accepts.</summary>
    public string? Reason { get; init; }

    /// <summary><c>cpu</c>, <c>cuda:0</c>, … or <c>noop</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Bytes it may still allocate; null when that is not known.</summary>
    public long? MemoryFree { get; init; }

    /// <summary>Names of the data sets and weights that it has, or would pull; null when it has not told, or needs none.</summary>
    public IReadOnlyList<string>? Data { get; init; }

    /// <summary>
    /// What examining its machine found wrong, worst first, each as "failed: WHAT: how it is" or "warning: …". Empty when nothing is; null when it
    /// was not examined, or not yet.
    /// </summary>
    public IReadOnlyList<string>? Findings { get; init; }

    /// <summary>Of the worker program.</summary>
    public required string Version { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Host { get; init; }
}

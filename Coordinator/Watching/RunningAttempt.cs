using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Watching;

/// <summary>An attempt that a worker has, as far as this process was told of it.</summary>
public sealed record RunningAttempt
{
    public required StageDefinition Stage { get; init; }

    public required Lease Lease { get; init; }

    /// <summary>False: it was sent to the worker, which has not said yet that it began.</summary>
    public bool IsStarted { get; init; }

    /// <summary>The furthest that the worker has reported; null before it has.</summary>
    public StageProgressed? Progress { get; init; }

    /// <summary>Percent, after the last epoch that was evaluated; null before.</summary>
    public double? Top1 { get; init; }

    /// <summary>Training loss of the last epoch that ended; null before.</summary>
    public double? Loss { get; init; }

    /// <summary>The last lines of its log, as far as the worker has told; null when it has not.</summary>
    public string? Log { get; init; }

    /// <summary>When it was handed out, as a timestamp of the time provider.</summary>
    public required long Since { get; init; }

    /// <summary>Whether its worker may have begun before this process could see it, or where an earlier attempt was saved.</summary>
    public required bool MayBeResumed { get; init; }

    /// <summary>Of its first report, if it <see cref="MayBeResumed"/>: so much of it was not done within sight. Else zero.</summary>
    public double FractionBefore { get; init; }
}

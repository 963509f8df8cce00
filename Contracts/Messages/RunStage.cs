using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Command: the worker must execute a stage.</summary>
public sealed record RunStage
{
    public required StageDefinition Stage { get; init; }

    /// <summary>Number of this execution, from 1; a higher number invalidates all lower ones.</summary>
    public required int Attempt { get; init; }

    /// <summary>True when the stage already has its result, and runs again only because its checkpoint is lost.</summary>
    public bool IsAgain { get; init; }

    /// <summary>
    /// Number of parts into which each batch is split, whose gradients are added up; 1 does not split. It doubles after an attempt that ran
    /// out of memory.
    /// </summary>
    public int Splits { get; init; } = 1;

    /// <summary>The attempt fails when it takes longer; null means no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}

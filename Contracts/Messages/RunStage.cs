using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Command: a worker is to execute a stage.</summary>
public sealed record RunStage
{
    public required StageDefinition Stage { get; init; }

    /// <summary>Number of this execution, from 1; a higher one fences off all lower ones.</summary>
    public required int Attempt { get; init; }

    /// <summary>True when the stage has its result, and only its checkpoint, which is gone, is to be made anew.</summary>
    public bool IsAgain { get; init; }

    /// <summary>Parts that each batch is worked off in, their gradients added up; 1 is the whole batch at once. Doubled after an attempt that ran out of memory.</summary>
    public int Splits { get; init; } = 1;

    /// <summary>The attempt fails when it takes longer; null means that it never does.</summary>
    public TimeSpan? Timeout { get; init; }
}

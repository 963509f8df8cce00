using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Command: a worker is to execute a stage.</summary>
public sealed record RunStage
{
    public const int KnownVersion = 1;

    public required StageDefinition Stage { get; init; }

    /// <summary>Number of this execution, from 1; a higher one fences off all lower ones.</summary>
    public required int Attempt { get; init; }

    /// <summary>Version of the message's shape; a worker refuses those it does not know.</summary>
    public int Version { get; init; } = KnownVersion;
}

using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Groups of a sweep's trials with their statistics.</summary>
internal sealed record GroupsFound
{
    public required string Sweep { get; init; }

    public required IReadOnlyList<ResultField> Keys { get; init; }

    public required IReadOnlyList<ResultField> Metrics { get; init; }

    public required IReadOnlyList<TrialGroup> Groups { get; init; }

    /// <summary>How many trials met the condition.</summary>
    public required long Trials { get; init; }

    /// <summary>Why trials failed, and of how many each is the reason; the most frequent first.</summary>
    public IReadOnlyList<(string Text, long Count)> Errors { get; init; } = [];

    /// <inheritdoc cref="Errors"/>
    public IReadOnlyList<(string Text, long Count)> Warnings { get; init; } = [];
}

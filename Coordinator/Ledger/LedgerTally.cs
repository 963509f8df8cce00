using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Ledger;

/// <summary>How many stages are in memory, and what sharing them has saved.</summary>
/// <param name="Stages">The number of stages by kind and state.</param>
/// <param name="EpochsSaved">Epochs that trials would have trained again without sharing, since this ledger was created.</param>
/// <param name="TimeSaved">The worker time that those epochs took.</param>
public sealed record LedgerTally(
    IReadOnlyList<(StageKind Kind, StageState State, long Count)> Stages,
    long EpochsSaved,
    TimeSpan TimeSaved
);

/// <summary>Maintains a <see cref="LedgerTally"/>.</summary>
internal sealed class StageTally
{
    private static readonly StageKind[] _kinds = Enum.GetValues<StageKind>();
    private static readonly StageState[] _states = Enum.GetValues<StageState>();
    private readonly long[] _counts = new long[_kinds.Length * _states.Length];
    private long _epochsSaved;
    private long _millisecondsSaved;

    public void Add(StageKind kind, StageState state) => _counts[Place(kind, state)]++;

    public void Remove(StageKind kind, StageState state) => _counts[Place(kind, state)]--;

    /// <param name="uses">How often the stage did not have to be run.</param>
    public void Save(int epochs, long milliseconds, long uses)
    {
        _epochsSaved += epochs * Math.Max(0, uses);
        _millisecondsSaved += milliseconds * Math.Max(0, uses);
    }

    public LedgerTally Read() =>
        new(
            [.. _kinds.SelectMany(kind => _states.Select(state => (kind, state, _counts[Place(kind, state)])))],
            _epochsSaved,
            TimeSpan.FromMilliseconds(_millisecondsSaved)
        );

    private static int Place(StageKind kind, StageState state) => ((int)kind * _states.Length) + (int)state;
}

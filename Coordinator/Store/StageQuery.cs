using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>Which stages of a sweep to list: its roots, unless it says otherwise. A parent comes before its children.</summary>
public sealed record StageQuery
{
    public required string Sweep { get; init; }

    /// <summary>Its children; not with <see cref="States"/>.</summary>
    public StageId? Parent { get; init; }

    /// <summary>Not empty: those in one of these, wherever they are in the tree.</summary>
    public IReadOnlyCollection<StageState> States { get; init; } = [];

    /// <summary>What comes after <see cref="StagePage.Next"/> of the page before; null begins.</summary>
    public StageId? After { get; init; }

    public required int Limit { get; init; }
}

/// <param name="Next">Null: this was the last page. A page may hold fewer stages than asked for, even none, and not be the last.</param>
public sealed record StagePage(IReadOnlyList<StageListing> Stages, StageId? Next);

using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Coordinator.Store;

/// <summary>Which stages of a sweep to list; by default its roots. Parents come before their children.</summary>
public sealed record StageQuery
{
    public required string Sweep { get; init; }

    /// <summary>Lists the children of this stage. Not to be combined with <see cref="States"/>.</summary>
    public StageId? Parent { get; init; }

    /// <summary>If not empty, lists the stages in one of these states anywhere in the tree.</summary>
    public IReadOnlyCollection<StageState> States { get; init; } = [];

    /// <summary>Continues after <see cref="StagePage.Next"/> of the previous page; null starts at the first.</summary>
    public StageId? After { get; init; }

    public required int Limit { get; init; }
}

/// <param name="Next">Null on the last page. A page may hold fewer stages than requested, even none, without being the last.</param>
public sealed record StagePage(IReadOnlyList<StageListing> Stages, StageId? Next);

using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Decides what is handed out next. Pure.</summary>
public static class DispatchPlan
{
    /// <summary>
    /// At most <paramref name="room"/> stages, each once: those of the higher priority first, then the longest remaining
    /// chain, because what takes longest in sequence must not begin last; then the sweeps' own order.
    /// </summary>
    public static IReadOnlyList<StageId> Choose(IReadOnlyList<SweepHeads> heads, int room) =>
    [
        .. heads
            .SelectMany(sweep => sweep.Ready.Select(stage => (sweep.Priority, stage.Chain, stage.StageId)))
            .OrderByDescending(stage => stage.Priority)
            .ThenByDescending(stage => stage.Chain)
            .Select(stage => stage.StageId)
            .Distinct()
            .Take(Math.Max(0, room)),
    ];
}

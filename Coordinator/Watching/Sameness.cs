using Sweep.Api.V1;

namespace Sweep.Coordinator.Watching;

/// <summary>Whether anything changed that is worth a message: the passing of time alone is not.</summary>
internal static class Sameness
{
    /// <summary>A worker that falls silent is told of in such steps.</summary>
    private const int SilentSeconds = 15;

    /// <summary>Of the time that is left; a smaller change is told with the next greater one.</summary>
    private const double Tolerance = 0.05;

    /// <summary>Of a worker's free memory.</summary>
    private const double MemoryTolerance = 0.1;

    public static bool AreSame(SweepInfo before, SweepInfo now)
    {
        var (left, leftBefore) = (now.Remaining, before.Remaining);
        if (
            (left is null) != (leftBefore is null)
            || Math.Abs((left?.Seconds ?? 0) - (leftBefore?.Seconds ?? 0)) > 1 + (Tolerance * (leftBefore?.Seconds ?? 0))
        )
        {
            return false;
        }
        // Messages are compared as a whole, so that no field is forgotten; nobody else has this one yet.
        now.Remaining = leftBefore;
        var areSame = before.Equals(now);
        now.Remaining = left;
        return areSame;
    }

    public static bool AreSame(RunningList before, RunningList now) =>
        before.Omitted == now.Omitted
        && before.Stages.Count == now.Stages.Count
        && before.Stages.Zip(now.Stages).All(pair => AreSame(pair.First, pair.Second));

    public static bool AreSame(IReadOnlyList<WorkerInfo> before, IReadOnlyList<WorkerInfo> now) =>
        before.Count == now.Count && before.Zip(now).All(pair => AreSame(pair.First, pair.Second));

    private static bool AreSame(RunningStage before, RunningStage now) =>
        before.Attempt == now.Attempt
        && before.Started == now.Started
        && before.Stage.StageId == now.Stage.StageId
        && before.WorkerId == now.WorkerId
        && before.Device == now.Device
        && Equals(before.Progress, now.Progress);

    private static bool AreSame(WorkerInfo before, WorkerInfo now)
    {
        var (silent, free) = (now.Silent, now.HasMemoryFree ? now.MemoryFree : (long?)null);
        if (
            before.Silent.Seconds / SilentSeconds != silent.Seconds / SilentSeconds
            || before.HasMemoryFree != now.HasMemoryFree
            || (free is { } bytesFree && Math.Abs(bytesFree - before.MemoryFree) > MemoryTolerance * before.MemoryFree)
        )
        {
            return false;
        }

        now.Silent = before.Silent;
        if (free is not null)
            now.MemoryFree = before.MemoryFree;
        var areSame = before.Equals(now);
        now.Silent = silent;
        if (free is { } bytes)
            now.MemoryFree = bytes;
        return areSame;
    }
}

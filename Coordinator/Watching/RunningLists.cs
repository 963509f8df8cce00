using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Watching;

/// <summary>What workers have as messages, by sweep and in all; what they have had for longest first.</summary>
internal sealed class RunningLists(RunningStages running, StageRefs refs, TimeProvider time)
{
    public const int Most = 1000;

    public async Task<(IReadOnlyDictionary<string, RunningList> BySweep, RunningList All)> MakeAsync(
        IReadOnlyList<SweepLease> held,
        IReadOnlyList<WorkerView> workers,
        CancellationToken cancellation
    )
    {
        var devices = workers.ToDictionary(worker => worker.WorkerId, worker => worker.Status.Device, StringComparer.Ordinal);
        var stages = new Dictionary<Lease, (long Since, RunningStage Message)>();
        var wanting = held.ToLookup(stage => stage.Lease, stage => stage.Sweep);
        foreach (var stage in held)
        {
            if (!stages.ContainsKey(stage.Lease) && running.Find(stage.Lease.StageId) is { } attempt && attempt.Lease == stage.Lease)
            {
                stages.Add(
                    stage.Lease,
                    (
                        attempt.Since,
                        await DescribeAsync(attempt, [.. wanting[stage.Lease]], stage.IsStarted, devices, cancellation)
                            .ConfigureAwait(false)
                    )
                );
            }
        }

        var bySweep = held.Where(stage => stages.ContainsKey(stage.Lease))
            .GroupBy(stage => stage.Sweep, StringComparer.Ordinal)
            .ToDictionary(sweep => sweep.Key, sweep => List(sweep.Select(stage => stages[stage.Lease])), StringComparer.Ordinal);
        return (bySweep, List(stages.Values));
    }

    private static RunningList List(IEnumerable<(long Since, RunningStage Message)> stages)
    {
        RunningStage[] ordered =
        [
            .. stages
                .OrderBy(stage => stage.Since)
                .ThenBy(stage => stage.Message.Stage.StageId, StringComparer.Ordinal)
                .Select(stage => stage.Message),
        ];
        return new RunningList(ordered.Length <= Most ? ordered : ordered[..Most], Math.Max(0, ordered.Length - Most));
    }

    private async ValueTask<RunningStage> DescribeAsync(
        RunningAttempt attempt,
        string[] wanting,
        bool isStarted,
        Dictionary<string, string> devices,
        CancellationToken cancellation
    ) =>
        new()
        {
            Stage = await refs.OfAsync(attempt.Stage, wanting, cancellation).ConfigureAwait(false),
            Attempt = attempt.Lease.Attempt,
            WorkerId = attempt.Lease.WorkerId,
            Device = devices.GetValueOrDefault(attempt.Lease.WorkerId, ""),
            Started = isStarted || attempt.IsStarted,
            Progress = Messages.Of(attempt),
            Elapsed = time.GetElapsedTime(attempt.Since).ToDuration(),
        };
}

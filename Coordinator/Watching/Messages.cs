using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Client;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;
using StageState = Sweep.Contracts.States.StageState;

namespace Sweep.Coordinator.Watching;

/// <summary>The coordinator's records as messages.</summary>
internal static class Messages
{
    public static SweepInfo Of(SweepRecord sweep, SweepCounts counts)
    {
        var info = new SweepInfo
        {
            Name = sweep.Name,
            State = sweep.State.ToWire(),
            Created = sweep.Created.ToTimestamp(),
            SpecHash = sweep.SpecHash,
            Priority = sweep.Priority,
            Weight = sweep.Weight,
            Retries = sweep.Retries,
            Spent = sweep.Spent.ToDuration(),
            Saved = sweep.Saved.ToDuration(),
            Trials = new TrialCounts
            {
                Total = counts.Total.Trials,
                Completed = counts[StageState.Completed].Trials,
                Failed = counts.Failed.Trials,
            },
            Stages = new StageCounts
            {
                Total = counts.Total.Stages,
                Waiting = counts[StageState.Waiting].Stages,
                Ready = counts[StageState.Ready].Stages,
                Queued = counts[StageState.Queued].Stages,
                Running = counts[StageState.Running].Stages,
                Completed = counts[StageState.Completed].Stages,
                Failed = counts[StageState.Failed].Stages,
                Blocked = counts[StageState.Blocked].Stages,
                Reused = sweep.Reused,
            },
            Fraction = counts.Fraction,
            Description = sweep.About.Description,
            Tags = { sweep.About.Tags },
            Searching = sweep.Search == SweepSearch.Open,
        };
        if (sweep.GpuHours is { } most)
            info.GpuHours = most;
        return info;
    }

    public static WorkerInfo Of(WorkerView worker)
    {
        var status = worker.Status;
        var info = new WorkerInfo
        {
            Id = worker.WorkerId,
            Host = status.Host,
            Device = status.Device,
            Slots = status.Slots,
            Accepting = status.Accepting,
            Draining = status.Draining || worker.DrainReason is not null,
            Reason = status.Reason ?? worker.DrainReason ?? worker.DataProblem ?? "",
            Version = status.Version,
            Silent = worker.Silence.ToDuration(),
            HearsOrders = worker.HearsOrders,
            Lost = worker.IsSilent,
        };
        info.Held.AddRange(worker.Occupied.Select(held => new HeldStage { StageId = held.StageId.ToString(), Attempt = held.Attempt }));
        info.Data.AddRange(status.Data ?? []);
        info.Findings.AddRange(status.Findings ?? []);
        if (status.MemoryFree is { } free)
            info.MemoryFree = free;
        return info;
    }

    /// <summary>Null before the worker has told.</summary>
    public static StageProgress? Of(RunningAttempt attempt)
    {
        if (attempt.Progress is not { } report)
            return null;
        var progress = new StageProgress
        {
            Epoch = report.Epoch,
            Epochs = report.Epochs,
            Fraction = report.Fraction,
            ImagesPerSecond = report.ImagesPerSecond,
        };
        if (attempt.Top1 is { } top1)
            progress.Top1 = top1;
        return progress;
    }
}

using Sweep.Api.V1;
using Sweep.Client;
using Sweep.Client.Errors;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Cli.Listing;

/// <summary>A sweep and where it stands, as the verbs write it, wherever it is.</summary>
internal sealed record SweepRow
{
    public required string Name { get; init; }

    public required SweepState State { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Null: none, or not asked for.</summary>
    public string? Notes { get; init; }

    /// <summary>Whom its spec's webhook tells of what; null for nobody, and where that was not asked for.</summary>
    public string? Notify { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required int Priority { get; init; }

    public required double Weight { get; init; }

    public required long Trials { get; init; }

    /// <summary>More may be added as results come in.</summary>
    public bool Searching { get; init; }

    public required long TrialsCompleted { get; init; }

    public required long TrialsFailed { get; init; }

    public required long Stages { get; init; }

    public required long StagesCompleted { get; init; }

    /// <summary>Of the completed ones, those that other sweeps had completed before.</summary>
    public required long StagesReused { get; init; }

    public required long StagesRunning { get; init; }

    public required long StagesReady { get; init; }

    public required long StagesWaiting { get; init; }

    /// <summary>Parked, themselves or by one above them.</summary>
    public required long StagesFailed { get; init; }

    /// <summary>Share of the expected work that is done, 0…1.</summary>
    public required double Fraction { get; init; }

    /// <summary>Of all workers together.</summary>
    public required double HoursSpent { get; init; }

    /// <summary>Time of workers that sharing stages has saved; null: not known here.</summary>
    public double? HoursSaved { get; init; }

    /// <summary>Expected until its end; null: not known, or it does not run.</summary>
    public double? RemainingSeconds { get; init; }

    /// <summary>Null: no limit.</summary>
    public double? GpuHours { get; init; }

    /// <summary>Why it does not get on although it runs; null while it does, and where that is not known.</summary>
    public string? Stalled { get; init; }

    public required string SpecHash { get; init; }

    public static SweepRow Of(SweepInfo sweep) =>
        new()
        {
            Name = sweep.Name,
            State =
                sweep.State.FromWire()
                ?? throw new BadInputException(
                    $"The coordinator's answer has a sweep state that this program does not know ({sweep.State}): it is older than the coordinator."
                ),
            Description = sweep.Description.Length > 0 ? sweep.Description : null,
            Tags = [.. sweep.Tags],
            Created = sweep.Created.ToDateTimeOffset(),
            Priority = sweep.Priority,
            Weight = sweep.Weight,
            Trials = sweep.Trials.Total,
            Searching = sweep.Searching,
            TrialsCompleted = sweep.Trials.Completed,
            TrialsFailed = sweep.Trials.Failed,
            Stages = sweep.Stages.Total,
            StagesCompleted = sweep.Stages.Completed,
            StagesReused = sweep.Stages.Reused,
            StagesRunning = sweep.Stages.Running + sweep.Stages.Queued,
            StagesReady = sweep.Stages.Ready,
            StagesWaiting = sweep.Stages.Waiting,
            StagesFailed = sweep.Stages.Failed + sweep.Stages.Blocked,
            Fraction = sweep.Fraction,
            HoursSpent = sweep.Spent.ToTimeSpan().TotalHours,
            HoursSaved = sweep.Saved?.ToTimeSpan().TotalHours,
            RemainingSeconds = sweep.Remaining?.ToTimeSpan().TotalSeconds,
            GpuHours = sweep.HasGpuHours ? sweep.GpuHours : null,
            Stalled = sweep.Stalled.Length > 0 ? sweep.Stalled : null,
            SpecHash = sweep.SpecHash,
        };
}

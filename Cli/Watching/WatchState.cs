using Sweep.Api.V1;
using Sweep.Cli.Listing;
using SweepState = Sweep.Contracts.States.SweepState;

namespace Sweep.Cli.Watching;

/// <summary>How the watched sweeps stand, put together from messages. Its size does not grow with what happens.</summary>
internal sealed class WatchState
{
    private readonly Dictionary<string, SweepRow> _sweeps = [];

    /// <summary>To go on from after a break; zero before the first message.</summary>
    public long Sequence { get; private set; }

    public bool HasBegun { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SweepRow> Sweeps { get; private set; } = [];

    public IReadOnlyList<RunningStage> Running { get; private set; } = [];

    /// <summary>How many further stages workers have.</summary>
    public long RunningOmitted { get; private set; }

    public IReadOnlyList<WorkerInfo> Workers { get; private set; } = [];

    /// <summary>Training images a second of the stages that are told of, all workers together.</summary>
    public double ImagesPerSecond => Running.Sum(stage => stage.Progress?.ImagesPerSecond ?? 0);

    public static bool HasEnded(SweepRow sweep) => sweep.State is SweepState.Completed or SweepState.Failed or SweepState.Cancelled;

    /// <summary>As it is now, for who draws it while messages go on coming.</summary>
    public WatchState Copy() => (WatchState)MemberwiseClone();

    /// <summary>Null when it is not watched, or was deleted.</summary>
    public SweepRow? Find(string name) => _sweeps.GetValueOrDefault(name);

    public void Take(WatchResponse message)
    {
        HasBegun = true;
        Sequence = message.Sequence;
        foreach (var sweep in message.Sweeps)
            _sweeps[sweep.Name] = SweepRow.Of(sweep);
        foreach (var name in message.Deleted)
            _sweeps.Remove(name);
        if (message.Sweeps.Count + message.Deleted.Count > 0)
            Sweeps = [.. _sweeps.Values.OrderByDescending(sweep => sweep.Created).ThenBy(sweep => sweep.Name, StringComparer.Ordinal)];
        (Running, RunningOmitted) = (message.Running, message.RunningOmitted);
        if (message.HasWorkers)
            Workers = message.Workers;
    }
}

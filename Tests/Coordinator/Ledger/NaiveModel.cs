using Sweep.Contracts.States;
using Sweep.Coordinator.Store;

namespace Sweep.Tests.Coordinator.Ledger;

/// <summary>
/// The protocol's rules without any derived state: a stage's state is found by walking up from it, a count by scanning all stages. Stages
/// are named by their path; a child's path starts with its parent's.
/// </summary>
internal sealed class NaiveModel
{
    public SortedDictionary<string, NaiveStage> Stages { get; } = new(StringComparer.Ordinal);

    public List<NaiveSweep> Sweeps { get; } = [];

    public static string? Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : null;

    public NaiveModel Copy()
    {
        var copy = new NaiveModel();
        foreach (var (path, stage) in Stages)
            copy.Stages.Add(path, stage with { });
        copy.Sweeps.AddRange(Sweeps.Select(sweep => sweep with { }));
        return copy;
    }

    public StageState State(string path)
    {
        var stage = Stages[path];
        return stage.Condition switch
        {
            StageCondition.Queued => StageState.Queued,
            StageCondition.Running => StageState.Running,
            StageCondition.Completed => StageState.Completed,
            StageCondition.Parked => StageState.Failed,
            _ => Parent(path) is { } parent ? Below(State(parent)) : StageState.Ready,
        };
    }

    private static StageState Below(StageState parent) =>
        parent switch
        {
            StageState.Completed => StageState.Ready,
            StageState.Failed or StageState.Blocked => StageState.Blocked,
            _ => StageState.Waiting,
        };

    public string? Reason(string path) =>
        State(path) switch
        {
            StageState.Failed => Stages[path].Error,
            StageState.Blocked => Reason(Parent(path)!),
            _ => null,
        };

    public IEnumerable<NaiveSweep> SweepsOf(string path) => Sweeps.Where(sweep => sweep.Paths.Contains(path));

    public int Retries(string path) => Limiting(path).Select(sweep => sweep.Retries).DefaultIfEmpty().Max();

    public TimeSpan? Timeout(string path) =>
        Limiting(path).ToList() is { Count: > 0 } sweeps && sweeps.All(sweep => sweep.Timeout is not null)
            ? sweeps.Max(sweep => sweep.Timeout)
            : null;

    /// <summary>Charges every finished attempt to the sweeps that have not ended.</summary>
    public void Charge(string path, TimeSpan spent)
    {
        foreach (var sweep in SweepsOf(path).Where(sweep => sweep.IsOpen))
            sweep.Spent += spent;
    }

    public long Unshared(NaiveSweep sweep) =>
        sweep.Paths.Where(path => Stages[path].HasResult).Sum(path => Stages[path].Took * sweep.Uses(path));

    public static bool IsSpent(NaiveSweep sweep) => sweep.Spent.TotalHours >= sweep.GpuHours;

    public bool HasOpenStages(NaiveSweep sweep) =>
        sweep.Paths.Any(path => State(path) is not (StageState.Completed or StageState.Failed or StageState.Blocked));

    public bool MayGoOn(NaiveSweep sweep) => HasOpenStages(sweep) || sweep.Search == SweepSearch.Open;

    public IEnumerable<string> Held => Stages.Where(stage => stage.Value.Worker is not null).Select(stage => stage.Key);

    public IEnumerable<string> Unwanted => Held.Where(path => SweepsOf(path).All(sweep => sweep.State != SweepState.Running));

    private IEnumerable<NaiveSweep> Limiting(string path) =>
        SweepsOf(path).Where(sweep => sweep.State == SweepState.Running) is var running && running.Any() ? running : SweepsOf(path);
}

internal sealed record NaiveStage
{
    /// <summary>Assigned in the order of submission.</summary>
    public required int Number { get; init; }

    public StageCondition Condition { get; set; }

    public int Attempt { get; set; }

    public string? Worker { get; set; }

    public int Failures { get; set; }

    public int Losses { get; set; }

    public int Splits { get; set; } = 1;

    public long NotBefore { get; set; }

    /// <summary>The duration of the first completion in milliseconds; before that, the time charged for attempts.</summary>
    public long Took { get; set; }

    /// <summary>The highest epoch reported.</summary>
    public int Reached { get; set; }

    public bool HasResult { get; set; }

    public string? Error { get; set; }
}

internal sealed record NaiveSweep(string Name, HashSet<string> Paths, int Retries, TimeSpan? Timeout, double? GpuHours)
{
    public SweepState State { get; set; }

    public SweepSearch Search { get; set; }

    public TimeSpan Spent { get; set; }

    public bool IsOpen => State is SweepState.Running or SweepState.Paused;

    public IEnumerable<string> Leaves => Paths.Where(path => !Paths.Any(other => other.StartsWith($"{path}/", StringComparison.Ordinal)));

    public int Uses(string path) => Leaves.Count(leaf => leaf == path || leaf.StartsWith($"{path}/", StringComparison.Ordinal));
}

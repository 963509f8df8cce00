using Sweep.Contracts;
using Sweep.Coordinator.Planning;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Where a sweep's data sets and weights are, as the workers have told.</summary>
/// <param name="Workers">Those that are not to end.</param>
/// <param name="Needs">By name, how many of them have it.</param>
internal sealed record DataOnWorkers(int Workers, IReadOnlyList<(string Name, int Workers)> Needs)
{
    /// <param name="workers">See <see cref="WorkerRoster.ReadData"/>.</param>
    public static DataOnWorkers Of(StageTree tree, IReadOnlyList<IReadOnlyList<string>?> workers) =>
        new(
            workers.Count,
            [
                .. tree
                    .Data.Select(data => data.Dataset)
                    .Concat(tree.Weights.Select(weights => weights.Name))
                    .Distinct(StringComparer.Ordinal)
                    .Select(name => (name, workers.Count(data => data is null || data.Contains(name)))),
            ]
        );

    /// <summary>What to tell who submits the sweep; null when there is a worker for every part of it.</summary>
    public string? Warning
    {
        get
        {
            if (Workers == 0)
                return "No worker is there that could take its stages: it waits for one. Start one with sweep-worker, for the same broker.";
            string[] missing = [.. Needs.Where(need => need.Workers == 0).Select(need => need.Name)];
            return missing.Length == 0
                ? null
                : $"{(Workers == 1 ? "The only worker does not have" : $"None of the {Counted.Of(Workers, "worker")} has")} {string.Join(", ", missing)}: what needs {(missing.Length == 1 ? "it" : "them")} waits for one that has. "
                    + $"On a worker's machine: sweep data pull {missing[0]}; or start the worker with --data FOLDER.";
        }
    }
}

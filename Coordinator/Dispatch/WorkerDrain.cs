using Sweep.Contracts;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Keeping;

namespace Sweep.Coordinator.Dispatch;

/// <summary>Lets workers end. Safe for concurrent use.</summary>
public sealed class WorkerDrain(WorkerRoster roster, DispatchSignal signal)
{
    /// <summary>Workers take no more, and end when they have given back what they are at.</summary>
    /// <param name="target">A worker's id, a host's name, or <c>all</c>.</param>
    /// <returns>The ids of the workers that drain, and one line that says so.</returns>
    /// <exception cref="SweepControlException">There is no such worker.</exception>
    public (IReadOnlyList<string> Workers, string Message) Drain(string target, string reason)
    {
        var workers = roster.Drain(target, reason);
        if (workers.Count > 0)
        {
            signal.Set();
            return (workers, $"Draining {Counted.Of(workers.Count, "worker")}: {string.Join(", ", workers)}.");
        }

        var known = roster.Names;
        if (known.Count == 0)
            throw new SweepControlException(ControlFault.NotFound, "There are no workers to drain.");
        string[] names = [.. known.Select(worker => worker.WorkerId).Union(known.Select(worker => worker.Host)).Append("all")];
        throw new SweepControlException(
            ControlFault.NotFound,
            $"There is no worker or host '{target}'{Suggestion.Of(target, names)}; expected {Suggestion.List(names)}."
        );
    }
}

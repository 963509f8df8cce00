using Sweep.Api.V1;
using Sweep.Cli.Output;
using Sweep.Contracts;

namespace Sweep.Cli.Doctor.Cluster;

/// <summary>Whether there are workers, and which of them take nothing.</summary>
internal sealed class WorkersCheck(ExaminedCoordinator coordinator, string version) : ICheck
{
    /// <summary>Four heartbeats or more, as long as a worker may be set to wait between two.</summary>
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(1);

    public string Group => Groups.Cluster;

    public string Name => "workers";

    public string Needs => CoordinatorCheck.Title;

    public Task<Finding> RunAsync(CancellationToken cancellation)
    {
        var workers = coordinator.Workers;
        if (workers.Count == 0)
        {
            return Task.FromResult(
                Finding
                    .Warning(
                        "there are none",
                        "Start some: sweep-worker --help says how, docs/kubernetes.md for Kubernetes; sweep doctor --broker on their machine says whether they can reach the broker."
                    )
                    .With(("workers", 0))
            );
        }

        var others = workers.Where(worker => worker.Version != version).Select(worker => worker.Version).Distinct().ToList();
        return Task.FromResult(
            Finding
                .Of(
                    $"{Counted.Of(workers.Count, "worker")} on {Counted.Of(workers.Select(worker => worker.Host).Distinct().Count(), "machine")}, {Counted.Of(workers.Sum(worker => worker.Slots), "slot")}",
                    [
                        .. workers.Select(Trouble),
                        others.Count > 0
                            ? Finding.Warning(
                                $"some are of another version ({string.Join(", ", others)}) than this program ({version})",
                                "Bring all programs to one version: results name the version that made them."
                            )
                            : null,
                    ]
                )
                .With(
                    ("workers", workers.Count),
                    ("slots", workers.Sum(worker => worker.Slots)),
                    ("versions", workers.Select(worker => worker.Version).Distinct()),
                    ("not_accepting", workers.Where(worker => Trouble(worker) is not null).Select(worker => worker.Id))
                )
        );
    }

    private static Finding? Trouble(WorkerInfo worker) =>
        worker switch
        {
            { Draining: true } => Finding.Warning($"{worker.Id} drains{Why(worker)}", "Start another when it has ended."),
            { Accepting: false } => Finding.Warning($"{worker.Id} takes nothing{Why(worker)}", $"Run sweep doctor on {worker.Host}."),
            { HearsOrders: false } => Finding.Warning(
                $"orders do not reach {worker.Id}",
                $"Look at the log of {worker.Id}, and at the rights of its user on sweep-orders."
            ),
            _ when worker.Silent.ToTimeSpan() > _long => Finding.Warning(
                $"{worker.Id} was not heard of for {StageText.Describe(worker.Silent.ToTimeSpan())}",
                $"See whether {worker.Host} runs and reaches the broker."
            ),
            _ => null,
        };

    private static string Why(WorkerInfo worker) => worker.Reason.Length > 0 ? $": {worker.Reason}" : "";
}

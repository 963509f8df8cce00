using Sweep.Api.V1;
using Sweep.Cli.Running;
using Sweep.Contracts;
using Sweep.Coordinator.Planning;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Weights;

namespace Sweep.Cli.Verbs.DataSets;

/// <summary>Where a data set or weights that a plan needs are.</summary>
/// <param name="Place">Null: nowhere.</param>
/// <param name="Missing">Where they were looked for, and what to do; null when they are there.</param>
internal sealed record DataPlace(string Name, string? Place, string? Missing)
{
    /// <summary>On this machine.</summary>
    public static IReadOnlyList<DataPlace> Find(StageTree tree, DataFolders folders) =>
        [
            .. tree
                .Data.DistinctBy(data => data.Dataset)
                .Select(data =>
                {
                    var missing = DataCheck.FindMissing(data, folders);
                    return new DataPlace(
                        data.Dataset,
                        missing is null ? DatasetCatalogue.Locate(DatasetCatalogue.Find(data.Dataset), folders) : null,
                        missing
                    );
                }),
            .. tree
                .Weights.DistinctBy(weights => weights.Name)
                .Select(weights =>
                {
                    var missing = DataCheck.FindMissing(weights, folders);
                    return new DataPlace(weights.Name, missing is null ? WeightsCatalogue.Locate(weights, folders).Path : null, missing);
                }),
        ];

    /// <summary>Among the workers of a cluster.</summary>
    public static IReadOnlyList<DataPlace> Of(PlanResponse plan) => [.. plan.Data.Select(data => Of(data, plan.Workers))];

    private static DataPlace Of(PlannedData data, int workers) =>
        workers == 0 ? new(data.Name, null, "no worker is there to ask; sweep workers lists them")
        : data.Workers == 0
            ? new(
                data.Name,
                null,
                $"no worker has it; on a worker's machine: sweep data pull {data.Name}, or start the worker with --data FOLDER"
            )
        : new(data.Name, $"on {data.Workers} of {Counted.Of(workers, "worker")}", null);
}

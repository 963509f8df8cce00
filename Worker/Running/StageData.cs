using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Pulling;
using Sweep.Worker.Data.Weights;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>
/// Downloads the data set and weights that a stage needs and this machine lacks. When several processes lack the same, one downloads it
/// while the others wait. What is already present is not verified again.
/// </summary>
internal sealed class StageData(DataFolders folders, PullOptions options, IProgress<DownloadProgress> progress)
{
    private readonly DataPuller _puller = new(folders, options);

    /// <exception cref="DataException">The download failed; the message says why, and where to put the files by hand.</exception>
    public async Task PullMissingAsync(StageDefinition stage, CancellationToken cancellation)
    {
        var dataset = options.Datasets.FirstOrDefault(entry => entry.Name == stage.Data.Dataset);
        if (dataset is not null && DatasetCatalogue.TryLocate(dataset, folders, out _) is not null)
        {
            var folder = Path.Combine(folders.Write, dataset.Folders[0]);
            await PullAsync(
                    $"data set {dataset.Name}",
                    dataset.Name,
                    folder,
                    FailureCause.OtherData,
                    () => _puller.PullAsync(dataset, progress, cancellation)
                )
                .ConfigureAwait(false);
        }

        var weights = options.Weights.FirstOrDefault(entry => entry.Name == stage.Weights?.Name);
        if (weights is not null && WeightsCatalogue.TryLocate(weights, folders) is null)
        {
            var path = WeightsCatalogue.PathOf(weights, folders);
            await PullAsync(
                    $"weights {weights.Name}",
                    weights.Name,
                    path,
                    FailureCause.OtherWeights,
                    () => _puller.PullAsync(weights, progress, cancellation)
                )
                .ConfigureAwait(false);
        }
    }

    private static async Task PullAsync(string what, string name, string place, FailureCause cause, Func<Task<PullOutcome>> pull)
    {
        try
        {
            await pull().ConfigureAwait(false);
        }
        catch (Exception error) when (error is StageException or IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                $"{what}: not on this machine, and it could not be pulled: {error.Message} Get it with: sweep data pull {name}; or put it where that would: {place}",
                error,
                cause
            );
        }
    }
}

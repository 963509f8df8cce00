using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Running;

/// <summary>Executes stages, one at a time per instance.</summary>
public interface IStageEngine
{
    /// <summary>
    /// Returns when the stage's final checkpoint is stored. Cancelling <paramref name="stop"/> saves a checkpoint to resume
    /// from and throws <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <exception cref="StageException">The stage cannot be executed; says whether another attempt could.</exception>
    Task<StageResult> RunAsync(StageDefinition stage, IProgress<StageProgress> progress, CancellationToken stop);
}

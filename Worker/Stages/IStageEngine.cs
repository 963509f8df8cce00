namespace Sweep.Worker.Stages;

/// <summary>Executes stages, one at a time per instance.</summary>
public interface IStageEngine
{
    /// <summary>Returns when the stage's final checkpoint is stored. A stage that has one already is not executed again.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was heeded.</exception>
    /// <exception cref="StageException">The stage cannot be executed; says why, as far as it decides what follows.</exception>
    Task<FinishedStage> RunAsync(StageWork work, IProgress<StageProgress> progress, StageStop stop);
}

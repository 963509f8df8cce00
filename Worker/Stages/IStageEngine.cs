namespace Sweep.Worker.Stages;

/// <summary>Executes stages. One instance executes one stage at a time.</summary>
public interface IStageEngine
{
    /// <summary>Returns when the stage's final checkpoint is stored. A stage that has one already is not executed again.</summary>
    /// <exception cref="OperationCanceledException">The stage was stopped through <paramref name="stop"/>.</exception>
    /// <exception cref="StageException">The stage cannot be executed; its cause decides what the coordinator does next.</exception>
    Task<FinishedStage> RunAsync(StageWork work, IProgress<StageProgress> progress, StageStop stop);
}

using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Cli.Running;

/// <summary>Where there is one machine only, data that it lacks is nowhere: no further attempt helps.</summary>
internal sealed class OnlyMachineEngine(IStageEngine engine) : IStageEngine
{
    public async Task<FinishedStage> RunAsync(StageWork work, IProgress<StageProgress> progress, StageStop stop)
    {
        try
        {
            return await engine.RunAsync(work, progress, stop).ConfigureAwait(false);
        }
        catch (StageException error) when (error.Cause is FailureCause.OtherData or FailureCause.OtherWeights)
        {
            throw new StageException(error.Message, FailureCause.Stage, error);
        }
    }
}

using Sweep.Contracts.Messages;
using System.Runtime.InteropServices;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>
/// Trains and prunes with libtorch. A stage whose final checkpoint exists is not executed again; one that was interrupted goes
/// on from its last resume checkpoint and ends, on the same device with the same threads, with the same bits.
/// </summary>
public sealed class TrainingEngine(ICheckpointStore store, DataFolders folders, EngineOptions options, TimeProvider time) : IStageEngine
{
    public Task<FinishedStage> RunAsync(StageWork work, IProgress<StageProgress> progress, StageStop stop)
    {
        NativeRuntime.Prepare();
        return DedicatedThread.Run($"stage {work.Stage.Id.Abbreviation}", () => new FinishedStage(Execute(work.Stage, progress, stop.Save), []));
    }

    private StageResult Execute(StageDefinition stage, IProgress<StageProgress> progress, CancellationToken stop)
    {
        // Asked first, or libtorch would put the last count that any thread has set in its place when this thread starts its pool.
        _ = get_num_threads();
        set_num_threads(options.Threads);
        try
        {
            using var scope = NewDisposeScope();
            return new StageRun(stage, store, folders, options, time, progress, stop).Execute();
        }
        catch (ExternalException error)
        {
            // libtorch's, such as a GPU out of memory. Another attempt may find more room.
            throw new StageException($"libtorch: {error.Message.Split('\n')[0]}", FailureCause.Unknown, error);
        }
        finally
        {
            NativeRuntime.ReturnMemory();
        }
    }
}

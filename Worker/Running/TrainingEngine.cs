using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sweep.Contracts.Checkpoints;
using Sweep.Worker.Data;
using Sweep.Worker.Native;
using Sweep.Worker.Stages;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>
/// Trains and prunes with libtorch. A stage whose final checkpoint exists is not executed again. An interrupted stage resumes from its last
/// resume checkpoint and, on the same device with the same number of threads, ends with the same bits.
/// </summary>
/// <param name="log">Receives problems that do not end a stage, such as a full disk while it saves; null logs nothing.</param>
public sealed class TrainingEngine(
    ICheckpointStore store,
    DataFolders folders,
    EngineOptions options,
    TimeProvider time,
    ILogger? log = null
) : IStageEngine
{
    public async Task<FinishedStage> RunAsync(StageWork work, IProgress<StageProgress> progress, StageStop stop)
    {
        NativeRuntime.Prepare();
        try
        {
            return await DedicatedThread
                .Run($"stage {work.Stage.Id.Abbreviation}", () => Execute(work, progress, stop))
                .ConfigureAwait(false);
        }
        catch (Exception error) when (EngineFailure.Translate(error, work, options.Device) is { } failure)
        {
            throw failure;
        }
    }

    private FinishedStage Execute(StageWork work, IProgress<StageProgress> progress, StageStop stop)
    {
        try
        {
            NativeRuntime.UseThreads(options.Threads);
            using var scope = NewDisposeScope();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Save, stop.Abandon);
            return new StageRun(work, store, folders, options, time, log ?? NullLogger.Instance, progress, stop, either.Token).Execute();
        }
        finally
        {
            NativeRuntime.ReturnMemory();
        }
    }
}

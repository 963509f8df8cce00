using Microsoft.Extensions.Logging;
using Sweep.Contracts.Checkpoints;

namespace Sweep.Worker.Running;

/// <summary>What this folder logs. <c>stage</c> is the abbreviated id.</summary>
internal static partial class RunningLog
{
    [LoggerMessage(LogLevel.Debug, "Stage {Stage} on {Device}: {Train} training and {Test} test images of {Dataset}")]
    public static partial void StageHasData(this ILogger log, string stage, string device, int train, int test, string dataset);

    [LoggerMessage(
        LogLevel.Warning,
        "This libtorch does not let cuDNN be told how to choose algorithms: bits may differ when a stage is run again"
    )]
    public static partial void CudnnCannotBeSet(this ILogger log);

    [LoggerMessage(LogLevel.Information, "Stage {Stage} has its steps in {Parts} parts, to stay within the control group's memory limit")]
    public static partial void BatchesAreSplit(this ILogger log, string stage, int parts);

    [LoggerMessage(LogLevel.Debug, "Stage {Stage} goes on at step {Step}")]
    public static partial void StageResumes(this ILogger log, string stage, long step);

    [LoggerMessage(LogLevel.Warning, "Stage {Stage} begins anew. {Problem}")]
    public static partial void StageBeginsAnew(this ILogger log, string stage, string problem);

    [LoggerMessage(LogLevel.Warning, "Stage {Stage} runs again. Its checkpoint was made from other data: {Problem}")]
    public static partial void CheckpointHasOtherData(this ILogger log, string stage, string problem);

    [LoggerMessage(LogLevel.Warning, "Stage {Stage} runs again: its checkpoint is damaged. {Problem}")]
    public static partial void CheckpointIsDamaged(this ILogger log, string stage, string problem);

    [LoggerMessage(LogLevel.Warning, "Stage {Stage} goes on, but what it has done could not be saved at step {Step}: {Problem}")]
    public static partial void ProgressWasNotSaved(this ILogger log, string stage, long step, string problem);

    [LoggerMessage(LogLevel.Warning, "{Checkpoint} is not needed any more but could not be deleted: {Problem}")]
    public static partial void CheckpointWasNotDeleted(this ILogger log, CheckpointName checkpoint, string problem);
}

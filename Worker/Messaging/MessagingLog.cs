using Microsoft.Extensions.Logging;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>What this folder logs.</summary>
internal static partial class MessagingLog
{
    [LoggerMessage(LogLevel.Debug, "Stage {Stage}, attempt {Attempt}, begins")]
    public static partial void AttemptBegins(this ILogger log, StageId stage, int attempt);

    [LoggerMessage(LogLevel.Debug, "Stage {Stage}, attempt {Attempt}, ends: {End}")]
    public static partial void AttemptEnds(this ILogger log, StageId stage, int attempt, string end);

    [LoggerMessage(
        LogLevel.Debug,
        "Epoch {Epoch} of {Epochs}: training loss {TrainLoss:0.####}, top-1 {Top1:0.##} %, loss {Loss:0.####}, learning rate {LearningRate:0.######}, {Speed:0} images/s"
    )]
    public static partial void EpochEnds(
        this ILogger log,
        int epoch,
        int epochs,
        double trainLoss,
        double top1,
        double loss,
        double learningRate,
        double speed
    );

    [LoggerMessage(
        LogLevel.Debug,
        "Epoch {Epoch} of {Epochs}: training loss {TrainLoss:0.####}, not tested, learning rate {LearningRate:0.######}, {Speed:0} images/s"
    )]
    public static partial void EpochEndsUntested(
        this ILogger log,
        int epoch,
        int epochs,
        double trainLoss,
        double learningRate,
        double speed
    );

    [LoggerMessage(LogLevel.Warning, "Stage {Stage} failed: {Error}")]
    public static partial void StageFailed(this ILogger log, StageId stage, string error);

    [LoggerMessage(LogLevel.Error, "Stage {Stage} failed")]
    public static partial void StageFailedUnforeseen(this ILogger log, Exception exception, StageId stage);

    [LoggerMessage(LogLevel.Debug, "The memory that stage {Stage} needs cannot be estimated")]
    public static partial void NeedIsUnknown(this ILogger log, Exception exception, StageId stage);

    [LoggerMessage(LogLevel.Warning, "Stage {Stage} could not be saved within {Patience}; what it did since its last checkpoint is lost")]
    public static partial void StageWasNotSaved(this ILogger log, StageId stage, TimeSpan patience);

    [LoggerMessage(LogLevel.Warning, "Taking no more stages: {Reason}")]
    public static partial void WorkerDrains(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Debug, "Data could not be looked for")]
    public static partial void DataSearchFailed(this ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Warning, "This machine was examined. {Finding}")]
    public static partial void MachineHasFinding(this ILogger log, string finding);

    [LoggerMessage(LogLevel.Debug, "This machine could not be examined")]
    public static partial void ExaminationFailed(this ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The broker takes no messages ({Error}); stages go on, and their reports wait")]
    public static partial void BrokerIsAway(this ILogger log, string error);

    [LoggerMessage(LogLevel.Information, "The broker takes messages again; {Count} reports have waited")]
    public static partial void BrokerIsBack(this ILogger log, int count);

    [LoggerMessage(
        LogLevel.Warning,
        "The broker did not take the last {Count} reports; the stages' leases lapse, and their checkpoints are there"
    )]
    public static partial void LastReportsAreLost(this ILogger log, int count);

    [LoggerMessage(LogLevel.Information, "No orders for some time; opening their queue anew. The coordinator may be away.")]
    public static partial void OrdersAreMissing(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "It could not be opened: {Error}. Trying again later.")]
    public static partial void OrdersQueueDoesNotOpen(this ILogger log, string error);

    [LoggerMessage(LogLevel.Warning, "The queue of orders does not close ({Error}); going on with another")]
    public static partial void OrdersQueueDoesNotClose(this ILogger log, string error);

    [LoggerMessage(
        LogLevel.Error,
        "Orders of version {Version} are ignored: this worker, {Program}, knows version {Known}. Coordinator and workers must be of one release."
    )]
    public static partial void OrdersHaveUnknownVersion(this ILogger log, int version, string program, int known);
}

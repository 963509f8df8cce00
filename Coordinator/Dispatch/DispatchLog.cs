using Microsoft.Extensions.Logging;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>What this folder logs.</summary>
internal static partial class DispatchLog
{
    [LoggerMessage(LogLevel.Warning, "Sweep {Sweep} is paused: it has used {Spent:0.##} of its {Limit} GPU-hours")]
    public static partial void SweepPaused(this ILogger log, string sweep, double spent, double limit);

    [LoggerMessage(LogLevel.Error, "Stage {Stage} is parked: {Error}")]
    public static partial void StageParked(this ILogger log, StageId stage, string error);

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} fell silent; stage {Stage} goes to another")]
    public static partial void WorkerFellSilent(this ILogger log, string worker, StageId stage);

    [LoggerMessage(LogLevel.Warning, "Worker {Worker} never took up stage {Stage}; it goes to another")]
    public static partial void StageNeverTakenUp(this ILogger log, string worker, StageId stage);

    [LoggerMessage(LogLevel.Information, "Worker {Worker} on {Host} is gone: nothing was heard of it for {Silence}")]
    public static partial void WorkerGone(this ILogger log, string worker, string host, TimeSpan silence);

    [LoggerMessage(LogLevel.Error, "A pass failed; the next one tries again")]
    public static partial void PassFailed(this ILogger log, Exception error);

    [LoggerMessage(LogLevel.Warning, "Orders cannot be sent ({Error}); what they hand out is taken back until they can")]
    public static partial void OrdersCannotBeSent(this ILogger log, string error);

    [LoggerMessage(LogLevel.Information, "Orders can be sent again")]
    public static partial void OrdersSentAgain(this ILogger log);

    [LoggerMessage(LogLevel.Information, "The search of sweep {Sweep} is done")]
    public static partial void SearchDone(this ILogger log, string sweep);

    [LoggerMessage(LogLevel.Information, "The search of sweep {Sweep} goes on with {Added}")]
    public static partial void SearchGoesOn(this ILogger log, string sweep, string added);

    [LoggerMessage(LogLevel.Error, "A search cannot go on; it is tried again after the next pass")]
    public static partial void SearchFailed(this ILogger log, Exception error);

    [LoggerMessage(LogLevel.Error, "The store does not work; nothing is handed out, and reports wait, until it does: {Error}")]
    public static partial void StoreFailed(this ILogger log, string error);

    [LoggerMessage(LogLevel.Debug, "Where that came from")]
    public static partial void StoreFailureOrigin(this ILogger log, Exception error);

    [LoggerMessage(LogLevel.Information, "The store works again")]
    public static partial void StoreWorks(this ILogger log);

    [LoggerMessage(
        LogLevel.Error,
        "Worker {Worker} speaks version {Theirs} of the protocol and this coordinator version {Ours}: it is given nothing. Coordinator and workers must be of one release"
    )]
    public static partial void WorkerOfAnotherVersion(this ILogger log, string worker, int theirs, int ours);

    [LoggerMessage(LogLevel.Information, "Worker {Worker} on {Host} has ended")]
    public static partial void WorkerEnded(this ILogger log, string worker, string host);

    [LoggerMessage(LogLevel.Information, "Worker {Worker} on {Host} has joined: {Slots} slot(s), {Device}")]
    public static partial void WorkerJoined(this ILogger log, string worker, string host, int slots, string device);

    [LoggerMessage(LogLevel.Information, "Refused a late report of {Worker} on attempt {Attempt} at stage {Stage}")]
    public static partial void LateReportRefused(this ILogger log, string worker, int attempt, StageId stage);

    [LoggerMessage(LogLevel.Warning, "Stage {Stage} is passed on by worker {Worker}: {Problem}")]
    public static partial void StagePassedOn(this ILogger log, StageId stage, string worker, string problem);
}

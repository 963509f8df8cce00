using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>One execution of a stage. It ends as completed, failed or released, or without a report when it was superseded.</summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Token sources without a timer hold no resources, and one may still be stopping an engine when the attempt is over."
)]
internal sealed class StageAttempt(
    IStageEngine engine,
    RunStage command,
    Outbox outbox,
    IReadOnlyList<IAttemptObserver> observers,
    WorkerOptions options,
    TimeProvider time,
    ILogger log
) : IProgress<StageProgress>
{
    /// <summary>The most characters of the log that are sent with progress.</summary>
    private const int MostLogCharacters = 4000;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _save = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AttemptLog _lines = new();
    private StopReason _reason;
    private StageProgressed? _progress;
    private bool _isOver;

    public StageId StageId => command.Stage.Id;

    public int Number => command.Attempt;

    /// <summary>True when the engine did not stop when asked to: it still works, and its slot is lost.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>Why this process can no longer use the engine's device; null when it can.</summary>
    public string? DeviceLoss { get; private set; }

    /// <summary>The last lines that the attempt has logged; null when there are none.</summary>
    public string? LogTail => _lines.Text;

    /// <summary>Executes the stage; returns null when nothing is to be reported. Does not throw.</summary>
    public async Task<StageEnded?> RunAsync()
    {
        var start = time.GetTimestamp();
        AttemptLog.Current = _lines;
        log.AttemptBegins(StageId, Number);
        foreach (var observer in observers)
            observer.OnBegun(command);
        var end = Close(await ExecuteAsync().ConfigureAwait(false), start);
        foreach (var observer in observers)
            observer.OnEnded(command, end);
        return end;
    }

    /// <summary>Asks the engine to stop. The first reason counts, except that being superseded overrides it.</summary>
    public void Stop(StopReason reason)
    {
        lock (_gate)
        {
            if (_isOver || _reason == StopReason.Superseded || (_reason != StopReason.None && reason != StopReason.Superseded))
                return;
            _reason = reason;
        }

        // Cancel asynchronously, so that callbacks of the tokens do not run within the caller's lock.
        _ = (reason == StopReason.Superseded ? _abandon : _save).CancelAsync();
        _stopping.TrySetResult();
    }

    /// <summary>
    /// Sends the metrics of each epoch and the data's fingerprint at once; other progress waits for <see cref="TakeProgress"/>.
    /// </summary>
    public void Report(StageProgress value)
    {
        var report = new StageProgressed(StageId, Number, options.Id)
        {
            Epoch = value.Epoch,
            Epochs = value.Epochs,
            Fraction = value.Fraction,
            ImagesPerSecond = value.ImagesPerSecond,
            Data = value.Data,
            Metrics = value.Metrics,
        };
        if (value.Metrics is { } metrics)
            LogEpoch(value, metrics);
        lock (_gate)
        {
            if (_isOver || _reason == StopReason.Superseded)
                return;
            var isNews = report.Metrics is not null || report.Data is not null;
            _progress = isNews ? null : report;
            if (isNews)
                outbox.Add(report);
        }

        foreach (var observer in observers)
            observer.OnProgressed(command, value);
    }

    /// <summary>Returns and forgets the newest progress that has not been sent; null when there is none.</summary>
    public StageProgressed? TakeProgress()
    {
        lock (_gate)
        {
            var progress =
                _isOver ? null
                : _progress is { } newest ? newest with { Log = _lines.Tail(MostLogCharacters) }
                : null;
            _progress = null;
            return progress;
        }
    }

    /// <summary>A test loss that is null although the epoch was tested is not finite.</summary>
    private void LogEpoch(StageProgress progress, EpochMetrics metrics)
    {
        var (epoch, epochs, speed) = (progress.Epoch, progress.Epochs, progress.ImagesPerSecond);
        if (metrics.Top1 is { } top1)
            log.EpochEnds(epoch, epochs, metrics.TrainLoss, top1, metrics.Loss ?? double.NaN, metrics.LearningRate, speed);
        else
            log.EpochEndsUntested(epoch, epochs, metrics.TrainLoss, metrics.LearningRate, speed);
    }

    /// <summary>Prevents further reports; returns the end to report, or null when the attempt was superseded.</summary>
    private StageEnded? Close(StageEnded end, long start)
    {
        lock (_gate)
        {
            _isOver = true;
            return _reason == StopReason.Superseded ? null : WithLog(end) with { Spent = time.GetElapsedTime(start) };
        }
    }

    private async Task<StageEnded> ExecuteAsync()
    {
        await using var timer = StartTimeout();

        // An engine may compute for long before its first await, so it is started on another thread.
        var stop = new StageStop(_save.Token, _abandon.Token);
        var work = Task.Run(() => engine.RunAsync(new StageWork(command.Stage, command.Splits, command.IsAgain), this, stop));
        await Task.WhenAny(work, _stopping.Task).ConfigureAwait(false);
        try
        {
            var patience = _stopping.Task.IsCompleted ? options.StopPatience : Timeout.InfiniteTimeSpan;
            var finished = await work.WaitAsync(patience, time).ConfigureAwait(false);
            return new StageCompleted(StageId, Number, options.Id, finished.Result, finished.Epochs);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            IsStuck = true;
            _ = work.ContinueWith(late => _ = late.Exception, TaskScheduler.Default);
            return Stuck();
        }
        catch (OperationCanceledException) when (_reason != StopReason.None)
        {
            return Stopped();
        }
        catch (DeviceLostException error)
        {
            DeviceLoss = error.Message;

            // Another slot caused the loss, and this stage was being saved when it noticed, so this stage has not failed.
            return _reason == StopReason.Shutdown ? Stopped() : Failed(error.Message, error.ToString(), error.Cause);
        }
        catch (StageException error)
        {
            log.StageFailed(StageId, error.Message);
            // The stack trace of an expected failure says nothing useful.
            return Failed(
                error.Message,
                error.Cause is FailureCause.Stage or FailureCause.OtherData or FailureCause.OtherWeights ? null : error.ToString(),
                error.Cause
            );
        }
        catch (Exception error)
        {
            // The error was not expected, so another attempt may help; the limit of retries ends it otherwise.
            log.StageFailedUnforeseen(error, StageId);
            return Failed($"{error.GetType().Name}: {error.Message}", error.ToString(), FailureCause.Unknown);
        }
    }

    private StageEnded WithLog(StageEnded end) =>
        end switch
        {
            StageFailed failed => failed with { LogTail = LogTail },
            StageReleased released => released with { LogTail = LogTail },
            _ => end,
        };

    private StageEnded Stopped() =>
        _reason switch
        {
            StopReason.Timeout => TookTooLong(""),
            StopReason.Shutdown => new StageReleased(StageId, Number, options.Id, "the worker was stopped"),
            _ => new StageReleased(StageId, Number, options.Id),
        };

    private StageFailed Stuck() =>
        _reason == StopReason.Timeout
            ? TookTooLong($", and did not stop within {options.StopPatience}")
            : Failed($"The stage did not stop within {options.StopPatience} of being told to.", null, FailureCause.Unknown);

    private StageFailed TookTooLong(string more) =>
        Failed($"The stage took longer than its limit of {command.Timeout}{more} (limits.stage-timeout).", null, FailureCause.Timeout);

    private StageFailed Failed(string error, string? details, FailureCause cause) =>
        new(StageId, Number, options.Id, error, details, cause);

    /// <summary>Null when there is no limit, or one longer than the 49 days that a timer can wait.</summary>
    private ITimer? StartTimeout() =>
        command.Timeout is { TotalMilliseconds: < uint.MaxValue - 1 } limit
            ? time.CreateTimer(_ => Stop(StopReason.Timeout), null, limit, Timeout.InfiniteTimeSpan)
            : null;
}

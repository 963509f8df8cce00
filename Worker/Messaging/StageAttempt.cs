using MassTransit;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Messages;
using Sweep.Worker.Running;

namespace Sweep.Worker.Messaging;

/// <summary>One execution of a stage, from its start to exactly one of completed, failed and released.</summary>
internal sealed class StageAttempt(
    IStageEngine engine, IPublishEndpoint bus, string worker, TimeSpan heartbeat, TimeProvider time, ILogger log)
{
    /// <param name="stop">The worker is to give the stage back.</param>
    public async Task RunAsync(RunStage command, CancellationToken stop)
    {
        var (id, attempt) = (command.Stage.Id, command.Attempt);
        await bus.Publish(new StageStarted(id, attempt, worker), CancellationToken.None).ConfigureAwait(false);
        var end = await ExecuteAsync(command, stop).ConfigureAwait(false);
        await bus.Publish(end, end.GetType(), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<object> ExecuteAsync(RunStage command, CancellationToken stop)
    {
        var (id, attempt) = (command.Stage.Id, command.Attempt);
        if (command.Version != RunStage.KnownVersion)
        {
            var refusal = $"This worker knows version {RunStage.KnownVersion} of RunStage and was sent version {command.Version}: coordinator and workers must be of one release.";
            return new StageFailed(id, attempt, worker, refusal, null, Retryable: false);
        }

        try
        {
            await using var progress = new ProgressReporter(bus, id, attempt, worker, heartbeat, time);
            var result = await engine.RunAsync(command.Stage, progress, stop).ConfigureAwait(false);
            return new StageCompleted(id, attempt, worker, result);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new StageReleased(id, attempt, worker);
        }
        catch (StageException error)
        {
            log.LogWarning("Stage {Stage} failed: {Error}", id, error.Message);
            return new StageFailed(id, attempt, worker, error.Message, error.ToString(), error.Retryable, error is MissingParentException);
        }
        catch (Exception error)
        {
            // Nobody foresaw it, so another attempt may help; the retries end it if not.
            log.LogError(error, "Stage {Stage} failed", id);
            return new StageFailed(id, attempt, worker, $"{error.GetType().Name}: {error.Message}", error.ToString(), Retryable: true);
        }
    }
}

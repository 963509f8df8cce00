using Sweep.Api.V1;
using Sweep.Client;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Watching;
using StageState = Sweep.Contracts.States.StageState;

namespace Sweep.Coordinator.Api.Questions;

/// <summary>Stages of the tree as messages, with what their workers tell.</summary>
internal sealed class StageNodes(StageRefs refs, RunningStages running)
{
    /// <param name="wanting">See <see cref="StageRefs.OfAsync"/>.</param>
    public async ValueTask<StageNode> OfAsync(StageListing stage, string[]? wanting, CancellationToken cancellation)
    {
        var node = new StageNode
        {
            Stage = await refs.OfAsync(stage.Definition, wanting, cancellation).ConfigureAwait(false),
            State = stage.State.ToWire(),
            Children = Counts(stage.Children),
            WorkerId = stage.WorkerId ?? "",
            Error = stage.Error ?? "",
            Attempts = stage.Attempt,
            ParentId = stage.Definition.Parent?.ToString() ?? "",
        };
        if (stage is { State: StageState.Completed, Result: { } result })
            node.Top1 = result.Top1;
        if (
            stage.WorkerId is { } worker
            && running.Find(stage.Definition.Id) is { } attempt
            && attempt.Lease == new Lease(stage.Definition.Id, stage.Attempt, worker)
        )
        {
            node.Progress = Messages.Of(attempt);
        }

        return node;
    }

    /// <summary>The last lines that a running attempt has logged, as far as its worker has told; empty when it has not.</summary>
    public string LogOf(StageId stage, int attempt) =>
        running.Find(stage) is { Log: { } log } known && known.Lease.Attempt == attempt ? log : "";

    private static StageCounts Counts(IReadOnlyDictionary<StageState, long> stages) =>
        new()
        {
            Total = stages.Values.Sum(),
            Waiting = stages.GetValueOrDefault(StageState.Waiting),
            Ready = stages.GetValueOrDefault(StageState.Ready),
            Queued = stages.GetValueOrDefault(StageState.Queued),
            Running = stages.GetValueOrDefault(StageState.Running),
            Completed = stages.GetValueOrDefault(StageState.Completed),
            Failed = stages.GetValueOrDefault(StageState.Failed),
            Blocked = stages.GetValueOrDefault(StageState.Blocked),
        };
}

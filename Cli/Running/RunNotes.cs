using System.Collections.Concurrent;
using Sweep.Cli.Output;
using Sweep.Cli.Watching;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>
/// Tells people what the stream of news leaves out: attempts that end without settling their stage, and what becomes of the sweep besides.
/// </summary>
/// <param name="name">What people call a stage; answers at once.</param>
internal sealed class RunNotes(IWatchView view, Func<StageId, string> name) : IDispatchObserver
{
    private readonly ConcurrentDictionary<StageId, bool> _again = [];

    public void OnQueued(RunStage command, string workerId)
    {
        if (command.IsAgain)
            _again[command.Stage.Id] = true;
    }

    public void OnCompleted(StageCompleted report)
    {
        if (_again.TryRemove(report.StageId, out _))
            view.Note($"again   {name(report.StageId)}: made anew for its checkpoint, its first result stays");
    }

    public void OnFailed(StageFailed report, FailurePlan plan)
    {
        var next = plan.Action switch
        {
            FailureAction.Retry => $"trying again in {StageText.Describe(plan.Wait)}",
            FailureAction.PassOn => "another worker is to take it",
            FailureAction.ReopenParent => "running the stage before it again",
            // A stage that is given up has settled, and the stream says so.
            _ => null,
        };
        if (next is not null)
            view.Note($"failed  {name(report.StageId)}: {SettledText.Short(report.Error)}; {next}");
    }

    public void OnReleased(StageReleased report) => view.Note($"stopped {name(report.StageId)}: {RunWords.Released}");

    public void OnLost(Lease lease) => view.Note($"stopped {name(lease.StageId)}: {RunWords.Lost}");

    public void OnGrown(string sweep, string added) => view.Note(RunWords.Grown(added));

    public void OnPaused(string sweep, double gpuHours) => view.Note(RunWords.Paused(sweep, gpuHours));
}

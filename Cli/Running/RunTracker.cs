using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Running;

/// <summary>
/// Keeps what workers are at, tells a view what happens to it, and reckons how long the rest takes from what this process has
/// seen done.
/// </summary>
public sealed class RunTracker : IDispatchObserver
{
    /// <summary>Before so much of the work is done, a rate says nothing.</summary>
    private const double LeastFraction = 0.001;

    private readonly Lock _gate = new();
    private readonly Dictionary<StageId, RunningStage> _stages = [];
    private readonly ILedgerSource _ledger;
    private readonly SweepRecord _sweep;
    private readonly Func<StageDefinition, double> _cost;
    private readonly Func<StageDefinition, string> _name;
    private readonly IRunView _view;
    private readonly TimeProvider _time;
    private readonly long _start;

    /// <summary>Cost of what other processes, or attempts before, have done: no sign of how fast this one is.</summary>
    private double _doneBefore;

    /// <summary>As far as was said before: an attempt that ends without completing its stage leaves what it has saved to the next one.</summary>
    private double _furthest;

    private RunTracker(
        ILedgerSource ledger,
        SweepRecord sweep,
        Func<StageDefinition, double> cost,
        Func<StageDefinition, string> name,
        IRunView view,
        TimeProvider time,
        double doneBefore
    )
    {
        (_ledger, _sweep, _cost, _name, _view, _time, _doneBefore) = (ledger, sweep, cost, name, view, time, doneBefore);
        _start = time.GetTimestamp();
    }

    /// <summary>Before the sweep's first stage is handed out: what is done by then does not count for how fast it goes.</summary>
    /// <param name="name">What people call a stage; answers at once.</param>
    public static async Task<RunTracker> CreateAsync(
        ILedgerSource ledger,
        SweepRecord sweep,
        Func<StageDefinition, double> cost,
        Func<StageDefinition, string> name,
        IRunView view,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var counts = await ledger.AskAsync(known => known.Count(sweep.Name), cancellation).ConfigureAwait(false);
        return new RunTracker(ledger, sweep, cost, name, view, time, counts[StageState.Completed].Cost);
    }

    public async Task<RunStatus> ReadAsync(CancellationToken cancellation)
    {
        var counts = await _ledger.AskAsync(known => known.Count(_sweep.Name), cancellation).ConfigureAwait(false);
        IReadOnlyList<RunningStage> running;
        lock (_gate)
            running = [.. _stages.Values.Where(stage => stage.Slot > 0).OrderBy(stage => stage.Slot)];

        // Failed work is not ahead of us any more.
        var done = counts[StageState.Completed].Cost + running.Sum(stage => stage.Cost * stage.Progress.Fraction);
        var total = counts.Total.Cost - counts.Failed.Cost;
        var fraction = counts.Open.Stages == 0 || counts.Total.Cost <= 0 ? counts.Fraction : Math.Clamp(done / counts.Total.Cost, 0, 1);
        lock (_gate)
            fraction = _furthest = counts.Open.Stages == 0 ? fraction : Math.Max(_furthest, fraction);
        var elapsed = _time.GetElapsedTime(_start);
        return new RunStatus
        {
            Sweep = _sweep.Name,
            Counts = counts,
            Reused = _sweep.Reused,
            Running = running,
            Fraction = fraction,
            Elapsed = elapsed,
            Remaining =
                done - _doneBefore > total * LeastFraction ? elapsed * Math.Clamp((total - done) / (done - _doneBefore), 0, 1e6) : null,
        };
    }

    public void OnQueued(RunStage command, string workerId)
    {
        var progress = new StageProgressed(command.Stage.Id, command.Attempt, workerId) { Epochs = command.Stage.Training.Epochs };
        lock (_gate)
        {
            _stages[command.Stage.Id] = new RunningStage(command.Stage, workerId, 0, _cost(command.Stage), progress, null)
            {
                Name = _name(command.Stage),
                IsAgain = command.IsAgain,
            };
        }
    }

    public void OnStarted(StageStarted report)
    {
        lock (_gate)
        {
            if (_stages.TryGetValue(report.StageId, out var stage) && stage.Slot == 0)
                _view.OnStarted(_stages[report.StageId] = stage with { Slot = IdleSlot() });
        }
    }

    public void OnProgressed(StageProgressed report)
    {
        lock (_gate)
        {
            if (!_stages.TryGetValue(report.StageId, out var stage))
                return;
            if (IsFirstOfResumed(stage))
                _doneBefore += stage.Cost * report.Fraction;
            _stages[report.StageId] = stage = stage with
            {
                Slot = stage.Slot > 0 ? stage.Slot : IdleSlot(),
                Progress = report,
                Accuracy = report.Metrics?.Top1 ?? stage.Accuracy,
            };
            if (report.Metrics is { } metrics)
                _view.OnEpoch(stage, metrics);
        }
    }

    /// <summary>Epochs of a short stage come with its end alone.</summary>
    public void OnCompleted(StageCompleted report) =>
        End(
            report.StageId,
            stage =>
            {
                foreach (var metrics in report.Epochs.Where(metrics => metrics.Epoch > stage.Progress.Epoch))
                    _view.OnEpoch(stage, metrics);
                _view.OnCompleted(stage, report.Result);
            }
        );

    public void OnFailed(StageFailed report, FailurePlan plan) => End(report.StageId, stage => _view.OnFailed(stage, report, plan));

    public void OnReleased(StageReleased report) =>
        End(report.StageId, stage => _view.OnGivenBack(stage, "given back with its progress saved"));

    public void OnLost(Lease lease) => End(lease.StageId, stage => _view.OnGivenBack(stage, "its worker fell silent"));

    public void OnParked(Lease lease, string error) => End(lease.StageId, stage => _view.OnGivenBack(stage, error));

    public void OnGrown(string sweep, string added)
    {
        lock (_gate)
            _view.Note($"The search goes on with {added} more.");
    }

    public void OnPaused(string sweep, double gpuHours)
    {
        lock (_gate)
        {
            _view.Note(
                FormattableString.Invariant($"Sweep {sweep} is paused: it has used its {gpuHours:0.##} GPU-hours (limits.gpu-hours).")
            );
        }
    }

    /// <summary>A worker's slots have no names of their own.</summary>
    private int IdleSlot()
    {
        var slot = 1;
        while (_stages.Values.Any(stage => stage.Slot == slot))
            slot++;
        return slot;
    }

    /// <summary>A later attempt begins where the one before was saved, so its first report is mostly the other's work.</summary>
    private static bool IsFirstOfResumed(RunningStage stage) => stage.Progress is { Attempt: > 1, Fraction: 0 };

    private void End(StageId id, Action<RunningStage> tell)
    {
        lock (_gate)
        {
            if (_stages.Remove(id, out var stage))
                tell(stage);
        }
    }
}

using System.Globalization;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;
using Sweep.Worker.Data;
using Sweep.Worker.Stages;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Evaluating;

namespace Sweep.Worker.Running;

/// <summary>Reports the progress of a stage, and notices when its training has diverged.</summary>
/// <param name="curve">The epochs of earlier attempts; null when they are unknown, and then no curve is kept.</param>
/// <param name="stop">Ends an evaluation between two batches; the attempt that continues then reports the epoch.</param>
internal sealed class Reporting(
    TrainingSettings settings,
    Trainer trainer,
    StartingPoint point,
    Evaluator evaluator,
    Dataset data,
    IReadOnlyList<EpochMetrics>? curve,
    IProgress<StageProgress> progress,
    CancellationToken stop
)
{
    private readonly List<EpochMetrics>? _known = curve?.ToList();
    private readonly int _epochsBetweenEvaluations = EvaluationRhythm.EpochsBetween(data.Train.Count, data.Test.Count);

    private (long Step, Evaluation Evaluation)? _last;
    private TimeSpan _reportedTime = trainer.TimeSpent;
    private long _reportedImages = trainer.ImagesSeen;

    /// <summary>All epochs so far; null when those of an earlier attempt are unknown.</summary>
    public IReadOnlyList<EpochMetrics>? Curve => _known;

    /// <summary>True when the epoch that has just ended was interrupted before it could be reported.</summary>
    public bool IsEpochDue => _known is not null && trainer.IsEpochEnd && _known.LastOrDefault()?.Epoch != trainer.Epoch;

    /// <summary>Reports the epoch that has just ended, and evaluates the network when that is due.</summary>
    /// <exception cref="StageException">The loss is no longer a finite number.</exception>
    /// <exception cref="OperationCanceledException">
    /// The evaluation was stopped; nothing was reported, and the epoch's loss is kept.
    /// </exception>
    public void ReportEpoch()
    {
        var loss = trainer.MeanLoss();
        if (!double.IsFinite(loss))
        {
            throw Diverged();
        }

        var isDue = trainer.Epoch % _epochsBetweenEvaluations == 0 || trainer.Step == trainer.Steps;
        var evaluation = isDue ? Evaluate() : null;
        trainer.ClearLoss();

        // JSON has only finite numbers, and an overflow on the test set may be temporary.
        var testLoss = evaluation is { Loss: var value } && double.IsFinite(value) ? value : (double?)null;
        var metrics = new EpochMetrics(trainer.Epoch, loss, evaluation?.Top1, testLoss, trainer.RateOfLastStep, point.Sparsity);
        _known?.Add(metrics);
        Report(metrics);
    }

    /// <summary>Reports progress within an epoch.</summary>
    public void ReportProgress() => Report(null);

    /// <summary>The evaluation after the last step.</summary>
    /// <exception cref="StageException">The loss is not a finite number.</exception>
    public Evaluation EvaluateFinal()
    {
        var evaluation = _last is { } done && done.Step == trainer.Step ? done.Evaluation : Evaluate();
        return double.IsFinite(evaluation.Loss) ? evaluation : throw Diverged();
    }

    private Evaluation Evaluate()
    {
        using var span = Traces.Worker.StartActivity("evaluate");
        var evaluation = evaluator.Evaluate(point.Network, stop);
        _last = (trainer.Step, evaluation);
        return evaluation;
    }

    private void Report(EpochMetrics? metrics)
    {
        var (images, seconds) = (trainer.ImagesSeen - _reportedImages, (trainer.TimeSpent - _reportedTime).TotalSeconds);
        (_reportedImages, _reportedTime) = (trainer.ImagesSeen, trainer.TimeSpent);
        progress.Report(
            new StageProgress(
                trainer.Epoch,
                settings.Epochs,
                trainer.Steps == 0 ? 1 : (double)trainer.Step / trainer.Steps,
                seconds > 0 ? images / seconds : 0,
                metrics
            )
        );
    }

    private StageException Diverged() =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Training diverged at epoch {trainer.Epoch}: the loss is not a finite number. A lower learning rate than {settings.Lr} may help."
            ),
            FailureCause.Stage
        );
}

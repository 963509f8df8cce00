using System.Globalization;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;
using Sweep.Worker.Data;
using Sweep.Worker.Stages;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Evaluating;

namespace Sweep.Worker.Running;

/// <summary>Tells how a stage is doing, and notices when it is past saving.</summary>
/// <param name="curve">Epochs of attempts before; null when they are not known, and then none is kept.</param>
/// <param name="stop">Ends an evaluation within a batch; the epoch is then reported by whoever goes on.</param>
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

    /// <summary>Epochs so far; null when those of an attempt before are not known.</summary>
    public IReadOnlyList<EpochMetrics>? Curve => _known;

    /// <summary>The epoch that has just ended was interrupted before it could be reported.</summary>
    public bool IsEpochDue => _known is not null && trainer.IsEpochEnd && _known.LastOrDefault()?.Epoch != trainer.Epoch;

    /// <exception cref="StageException">The loss is not a number any more.</exception>
    /// <exception cref="OperationCanceledException">Nothing was reported, and the epoch's loss is still there.</exception>
    public void Epoch()
    {
        var loss = trainer.MeanLoss();
        if (!double.IsFinite(loss))
        {
            throw Diverged();
        }

        var isDue = trainer.Epoch % _epochsBetweenEvaluations == 0 || trainer.Step == trainer.Steps;
        var evaluation = isDue ? Evaluate() : null;
        trainer.ClearLoss();

        // JSON knows finite numbers only, and an overflow on the test set may pass.
        var testLoss = evaluation is { Loss: var value } && double.IsFinite(value) ? value : (double?)null;
        var metrics = new EpochMetrics(trainer.Epoch, loss, evaluation?.Top1, testLoss, trainer.RateOfLastStep, point.Sparsity);
        _known?.Add(metrics);
        Report(metrics);
    }

    public void Between() => Report(null);

    /// <summary>At the end of all steps.</summary>
    /// <exception cref="StageException">The loss is not a number.</exception>
    public Evaluation Final()
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

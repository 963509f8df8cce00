using System.Globalization;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Evaluating;

namespace Sweep.Worker.Running;

/// <summary>Tells how a stage is doing, and notices when it is past saving.</summary>
internal sealed class Reporting(
    TrainingSettings settings, Trainer trainer, StartingPoint point, Evaluator evaluator, Dataset data, IProgress<StageProgress> progress)
{
    private readonly int epochsBetweenEvaluations = EvaluationRhythm.EpochsBetween(data.Train.Count, data.Test.Count);

    private (long Step, Evaluation Evaluation)? last;
    private TimeSpan reportedTime = trainer.TimeSpent;
    private long reportedImages = trainer.ImagesSeen;

    /// <exception cref="StageException">The loss is not a number any more.</exception>
    public void Epoch()
    {
        var loss = trainer.TakeMeanLoss();
        if (!double.IsFinite(loss))
        {
            throw Diverged();
        }

        var isDue = trainer.Epoch % epochsBetweenEvaluations == 0 || trainer.Step == trainer.Steps;
        var evaluation = isDue ? Evaluate() : null;
        Report(new EpochMetrics(
            trainer.Epoch, loss, evaluation?.Top1, evaluation?.Loss, trainer.RateOfLastStep, point.Sparsity));
    }

    public void Between() => Report(null);

    /// <summary>At the end of all steps.</summary>
    /// <exception cref="StageException">The loss is not a number.</exception>
    public Evaluation Final()
    {
        var evaluation = last is { } known && known.Step == trainer.Step ? known.Evaluation : Evaluate();
        return double.IsFinite(evaluation.Loss) ? evaluation : throw Diverged();
    }

    private Evaluation Evaluate()
    {
        var evaluation = evaluator.Evaluate(point.Network);
        last = (trainer.Step, evaluation);
        return evaluation;
    }

    private void Report(EpochMetrics? metrics)
    {
        var (images, seconds) = (trainer.ImagesSeen - reportedImages, (trainer.TimeSpent - reportedTime).TotalSeconds);
        (reportedImages, reportedTime) = (trainer.ImagesSeen, trainer.TimeSpent);
        progress.Report(new StageProgress(
            trainer.Epoch,
            settings.Epochs,
            trainer.Steps == 0 ? 1 : (double)trainer.Step / trainer.Steps,
            seconds > 0 ? images / seconds : 0,
            metrics));
    }

    private StageException Diverged() => new(
        string.Create(CultureInfo.InvariantCulture, $"Training diverged at epoch {trainer.Epoch}: the loss is not a finite number. A lower learning rate than {settings.Lr} may help."),
        FailureCause.Stage);
}

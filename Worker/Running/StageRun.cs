using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Evaluating;
using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>One execution of one stage, on a thread of its own. Used once.</summary>
internal sealed class StageRun(
    StageDefinition stage,
    ICheckpointStore store,
    DataFolders folders,
    EngineOptions options,
    TimeProvider time,
    IProgress<StageProgress> progress,
    CancellationToken stop)
{
    private readonly long start = time.GetTimestamp();

    public StageResult Execute()
    {
        using (var done = FinalCheckpoint.Open(store, stage.Id))
        {
            if (done is not null)
            {
                return FinalCheckpoint.Result(done, stage.Id);
            }
        }

        var device = DeviceChoice.Of(options.Device);
        TensorCores.Allow(stage.Training.Precision == Precision.Tf32);
        var data = DatasetCatalogue.Load(stage.Data, folders, stop);
        using var point = StartingPoint.Create(stage, data, store, folders, device);
        using var optimizer = Optimizers.Create(stage.Training, point.Network);
        using var batches = new BatchSource(data.Train, point.Definition.Input!, stage.Training, stage.Seed, device);
        using var trainer = new Trainer(point.Network, point.Mask, batches, optimizer, stage.Training, stage.Seed, time);
        using var evaluator = new Evaluator(data.Test, point.Definition.Input!, data.Classes, device);
        var removal = stage.Pruning is { } pruning ? CreateRemoval(pruning, point, trainer) : null;
        var resume = new ResumeCheckpoint(store, stage.Id);
        var before = Resume(resume, point, trainer, removal);

        TimeSpan Elapsed() => before + time.GetElapsedTime(start);
        var report = new Reporting(stage.Training, trainer, point, evaluator, data, progress);
        trainer.Run(
        [
            _ => removal?.Before(trainer.Step),
            Every.Epoch(_ => report.Epoch()),
            Every.Interval(options.ReportInterval, time, _ => report.Between()),
            Every.Interval(options.ResumeInterval, time, _ => Save()),
            _ => StopIfAsked(),
        ]);

        var result = Result(point, trainer, report.Final(), Elapsed(), device, removal?.Warnings ?? []);
        FinalCheckpoint.Write(store, stage.Id, point.Network, point.Definition, point.Mask, data, result);
        resume.Delete();
        return result;

        void Save() => resume.Save(point.Network, point.Definition, point.Mask, trainer, Elapsed(), removal?.Warnings ?? []);

        void StopIfAsked()
        {
            if (stop.IsCancellationRequested)
            {
                Save();
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    private Removal CreateRemoval(PruningSettings pruning, StartingPoint point, Trainer trainer)
    {
        var pruner = Pruners.Create(pruning, point.Network.Architecture, point.Parameters, stage.Seed);
        return new Removal(pruner, new SparsitySchedule(pruning.Schedule, trainer.Steps), stage.Sparsity, point.Network, point.Mask, trainer.Optimizer);
    }

    /// <summary>Goes on where an attempt before was interrupted, or begins. Returns the time that attempts before took.</summary>
    private static TimeSpan Resume(ResumeCheckpoint resume, StartingPoint point, Trainer trainer, Removal? removal)
    {
        if (resume.Restore(point.Network, point.Mask, trainer) is { } restored)
        {
            removal?.Warnings = restored.Warnings;
            return restored.Elapsed;
        }

        removal?.Before(0);
        return TimeSpan.Zero;
    }

    private StageResult Result(
        StartingPoint point, Trainer trainer, Evaluation evaluation, TimeSpan elapsed, Device device, IReadOnlyList<string> warnings)
    {
        var size = NetworkSize.Of(point.Network.Architecture, point.Parameters, point.Mask.Kept, stage.Pruning?.Granularity ?? Granularity.Weight);
        return new StageResult
        {
            Top1 = evaluation.Top1,
            Top5 = evaluation.Top5,
            Loss = evaluation.Loss,
            PerClass = evaluation.PerClass,
            Parameters = size.Parameters,
            ParametersNonzero = size.ParametersNonzero,
            Flops = size.Flops,
            FlopsEffective = size.FlopsEffective,
            SizeBytes = size.SizeBytes,
            Sparsity = size.Sparsity,
            Epochs = stage.Training.Epochs,
            Duration = elapsed,
            ImagesPerSecond = trainer.ImagesSeen == 0 ? 0 : trainer.ImagesSeen / trainer.TimeSpent.TotalSeconds,
            Device = DeviceChoice.Describe(device),
            Versions = Versions.Here(),
            Warnings = warnings,
        };
    }
}

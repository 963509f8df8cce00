using System.Globalization;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Hosting.Telemetry;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Native;
using Sweep.Worker.Pruning;
using Sweep.Worker.Stages;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Evaluating;
using Sweep.Worker.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>Executes one stage on a thread of its own. An instance is used once.</summary>
/// <param name="either">Cancelled by either way to stop.</param>
internal sealed class StageRun(
    StageWork work,
    ICheckpointStore store,
    DataFolders folders,
    EngineOptions options,
    TimeProvider time,
    ILogger log,
    IProgress<StageProgress> progress,
    StageStop stop,
    CancellationToken either
)
{
    private readonly long _start = time.GetTimestamp();
    private readonly StageDefinition _stage = work.Stage;
    private readonly MemoryLimit _limit = new(options.MachineRoot);
    private readonly ResumeCheckpoint _resume = new(store, work.Stage.Id, log);

    public FinishedStage Execute()
    {
        if (FindFinished() is { } done)
        {
            return done;
        }

        var device = DeviceChoice.Of(options.Device);
        using var cores = TensorCores.Hold(_stage.Training.Precision == Precision.Tf32, either);
        if (device.type == DeviceType.CUDA && !Cudnn.TryChoose(options.Deterministic))
        {
            log.CudnnCannotBeSet();
        }

        if (device.type == DeviceType.CPU)
        {
            _limit.CheckLoading(_stage);
        }

        var data = Load();
        CheckData(data);
        progress.Report(new StageProgress(0, _stage.Training.Epochs, 0, 0, null) { Data = data.Fingerprint });
        log.StageHasData(_stage.Id.Abbreviation, options.Device, data.Train.Count, data.Test.Count, _stage.Data.Dataset);
        try
        {
            return Execute(data, device);
        }
        catch (UnusableResumeException error)
        {
            log.StageBeginsAnew(_stage.Id.Abbreviation, error.Message);
            return Execute(data, device);
        }
    }

    private FinishedStage Execute(Dataset data, Device device)
    {
        var splits = work.Splits;
        if (device.type == DeviceType.CPU)
        {
            splits = _limit.Fit(work, data);
            if (splits > work.Splits)
            {
                log.BatchesAreSplit(_stage.Id.Abbreviation, splits);
            }

            NativeRuntime.ProbeMemory(StageMemory.Of(_stage, splits, data));
        }

        // The span covers loading the parent's checkpoint or the attempt's own resume checkpoint.
        using var restoring = Traces.Worker.StartActivity("restore");
        using var point = StartingPoint.Create(_stage, data, store, folders, device);
        using var optimizer = Optimizers.Create(_stage.Training, point.Network);
        either.ThrowIfCancellationRequested();
        using var batches = new BatchSource(data.Train, point.Definition.Input!, _stage.Training, _stage.Seed, device);
        using var trainer = new Trainer(point.Network, point.Mask, batches, optimizer, _stage.Training, _stage.Seed, time, splits);
        using var evaluator = new Evaluator(data.Test, point.Definition.Input!, data.Classes, device, splits);
        var removal = _stage.Pruning is { } pruning ? CreateRemoval(pruning, point, trainer) : null;
        var before = Resume(point, data, trainer, removal);
        restoring?.Stop();
        var parts = Math.Max(before.Parts, trainer.Parts);
        var report = new Reporting(_stage.Training, trainer, point, evaluator, data, before.Curve, progress, either);
        try
        {
            Train();
            var result = Result(
                point,
                data,
                trainer,
                report.EvaluateFinal(),
                Elapsed(),
                device,
                [.. removal?.Warnings ?? [], .. WarningsOf(parts, point)]
            );
            return Finish(point, data, new FinishedStage(result, report.Curve ?? []));
        }
        catch (OperationCanceledException) when (trainer.Step > 0 && !stop.Abandon.IsCancellationRequested)
        {
            Save();
            throw;
        }

        void Train()
        {
            either.ThrowIfCancellationRequested();
            if (report.IsEpochDue)
            {
                report.ReportEpoch();
            }

            trainer.Run([
                _ => removal?.BeforeStep(trainer.Step),
                Every.Epoch(_ => report.ReportEpoch()),
                Every.Interval(options.ReportInterval, time, _ => report.ReportProgress()),
                Every.Interval(options.ResumeInterval, time, _ => Save()),
                _ => either.ThrowIfCancellationRequested(),
            ]);
        }

        void Save()
        {
            using var span = Traces.Worker.StartActivity("save");
            _resume.Save(
                point.Network,
                point.Definition,
                point.Mask,
                trainer,
                new ResumeNotes(Elapsed(), removal?.Warnings ?? [], parts, report.Curve, data.Fingerprint)
            );
        }

        TimeSpan Elapsed() => before.Elapsed + time.GetElapsedTime(_start);
    }

    /// <summary>
    /// The result of an earlier attempt that finished the stage; null when there is none. A checkpoint that is damaged or was made from
    /// other data than the stage requires is removed and does not count.
    /// </summary>
    private FinishedStage? FindFinished()
    {
        try
        {
            var found = FinalCheckpoint.Find(store, _stage.Id);
            if (found?.Result.Data is { } other && _stage.Data.Fingerprint is { } expected && other != expected)
            {
                log.CheckpointHasOtherData(_stage.Id.Abbreviation, _stage.Data.DescribeOther(other, expected));
                FinalCheckpoint.Remove(store, _stage.Id);
                return null;
            }

            if (found is not null)
            {
                _resume.Delete();
            }

            return found;
        }
        catch (CheckpointException damage)
        {
            log.CheckpointIsDamaged(_stage.Id.Abbreviation, damage.Message);
            FinalCheckpoint.Remove(store, _stage.Id);
            return null;
        }
    }

    /// <exception cref="DataException">
    /// This machine lacks the data or the weights, or they are wrong; another machine may have them.
    /// </exception>
    private Dataset Load()
    {
        Pull();
        return DatasetCatalogue.Load(_stage.Data, folders, either);
    }

    /// <exception cref="StageException">This machine has other data than the stage requires.</exception>
    private void CheckData(Dataset data)
    {
        if (_stage.Data.Fingerprint is { } expected && expected != data.Fingerprint)
        {
            throw new StageException(_stage.Data.DescribeOther(data.Fingerprint, expected), FailureCause.OtherData);
        }
    }

    private void Pull()
    {
        if (options.Pull is { } pull)
        {
            var bringing = new Forward<DownloadProgress>(_ => progress.Report(new StageProgress(0, _stage.Training.Epochs, 0, 0, null)));
            DedicatedThread.Wait(new StageData(folders, pull, bringing).PullMissingAsync(_stage, either));
        }
    }

    /// <summary>Stores the final checkpoint. The first attempt to finish counts: children start from its checkpoint.</summary>
    private FinishedStage Finish(StartingPoint point, Dataset data, FinishedStage finished)
    {
        using var span = Traces.Worker.StartActivity("save");
        while (!FinalCheckpoint.TryCreate(store, work, point.Network, point.Definition, point.Mask, data, finished))
        {
            if (FindFinished() is { } first)
            {
                return first;
            }
        }

        _resume.Delete();
        return finished;
    }

    private Removal CreateRemoval(PruningSettings pruning, StartingPoint point, Trainer trainer)
    {
        var pruner = Pruners.Create(pruning, point.Network.Architecture, point.Parameters, _stage.Seed);
        return new Removal(
            pruner,
            new SparsitySchedule(pruning.Schedule, trainer.Steps),
            _stage.Sparsity,
            point.Network,
            point.Mask,
            trainer.Optimizer
        );
    }

    /// <summary>Resumes where an earlier attempt was interrupted, or prepares the first step.</summary>
    private ResumeNotes Resume(StartingPoint point, Dataset data, Trainer trainer, Removal? removal)
    {
        if (_resume.Restore(point.Network, point.Mask, trainer, data.Fingerprint) is { } restored)
        {
            removal?.Warnings = restored.Warnings;
            log.StageResumes(_stage.Id.Abbreviation, trainer.Step);
            return restored;
        }

        removal?.BeforeStep(0);
        return new ResumeNotes(TimeSpan.Zero, [], 1, [], data.Fingerprint);
    }

    private static IEnumerable<string> WarningsOf(int parts, StartingPoint point)
    {
        var seen = point.Network.Architecture.StatisticsCount > 0 ? ", so batch norm saw smaller batches" : "";
        string?[] warnings =
        [
            parts > 1 ? $"Batches were worked off in {parts} parts after running out of memory{seen}." : null,
            point.Note,
        ];
        return warnings.OfType<string>();
    }

    private StageResult Result(
        StartingPoint point,
        Dataset data,
        Trainer trainer,
        Evaluation evaluation,
        TimeSpan elapsed,
        Device device,
        IReadOnlyList<string> warnings
    )
    {
        var size = NetworkSize.Measure(
            point.Network.Architecture,
            point.Parameters,
            point.Mask.Kept,
            _stage.Pruning?.Granularity ?? Granularity.Weight
        );
        var result = new StageResult
        {
            Top1 = evaluation.Top1,
            Top5 = evaluation.Top5,
            Loss = evaluation.Loss,
            PerClass = evaluation.PerClass,
            Outcomes = evaluation.Outcomes,
            Parameters = size.Parameters,
            ParametersNonzero = size.ParametersNonzero,
            Flops = size.Flops,
            FlopsEffective = size.FlopsEffective,
            SizeBytes = size.SizeBytes,
            Sparsity = size.Sparsity,
            Epochs = _stage.Training.Epochs,
            Duration = elapsed,
            ImagesPerSecond = trainer.ImagesSeen == 0 ? 0 : trainer.ImagesSeen / trainer.TimeSpent.TotalSeconds,
            Device = DeviceChoice.Describe(device),
            Versions = Versions.Here(),
            Data = data.Fingerprint,
            Warnings = warnings,
        };
        return result.IsAtChance ? result with { Warnings = [.. warnings, AtChance(result)] } : result;
    }

    private static string AtChance(StageResult result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"At chance: top-1 {result.Top1:0.00} % of {result.PerClass.Count} classes is what guessing reaches, so nothing was learned, or nothing is left of it."
        );

    /// <summary>Unlike <see cref="Progress{T}"/>, it reports at once and on the calling thread.</summary>
    private sealed class Forward<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}

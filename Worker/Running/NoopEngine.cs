using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Running;

/// <summary>
/// Trains nothing, for load tests and for trying a cluster: the whole protocol, with waits where epochs would be. Its results
/// are zeros, say <c>noop</c> where the device is named, and come with a warning.
/// </summary>
/// <param name="epoch">How long an epoch pretends to take; zero does not wait at all.</param>
public sealed class NoopEngine(TimeSpan epoch, TimeProvider time) : IStageEngine
{
    public const string Device = "noop";

    public async Task<StageResult> RunAsync(StageDefinition stage, IProgress<StageProgress> progress, CancellationToken stop)
    {
        var epochs = stage.Training.Epochs;
        var start = time.GetTimestamp();
        for (var done = 1; done <= epochs; done++)
        {
            stop.ThrowIfCancellationRequested();
            if (epoch > TimeSpan.Zero)
                await Task.Delay(epoch, time, stop).ConfigureAwait(false);
            progress.Report(new StageProgress(done, epochs, (double)done / epochs, 0, new EpochMetrics(done, 0, 0, 0, 0, stage.Sparsity)));
        }

        return new StageResult
        {
            Top1 = 0,
            Top5 = 0,
            Loss = 0,
            Parameters = 0,
            ParametersNonzero = 0,
            Flops = 0,
            FlopsEffective = 0,
            SizeBytes = 0,
            Sparsity = 0,
            Epochs = epochs,
            Duration = time.GetElapsedTime(start),
            ImagesPerSecond = 0,
            Device = Device,
            Warnings = ["Nothing was trained: the worker ran with --engine noop."],
        };
    }
}

using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>
/// An engine that trains nothing, for load tests and for trying out a cluster. It follows the whole protocol and waits instead of training.
/// Its results are zeros, name the device <c>noop</c> and carry a warning.
/// </summary>
/// <param name="epoch">How long an epoch pretends to take; zero does not wait at all.</param>
public sealed class NoopEngine(TimeSpan epoch, TimeProvider time) : IStageEngine
{
    public const string Device = "noop";

    /// <summary>The result of every stage, except for its epochs and its duration.</summary>
    public static StageResult Nothing { get; } =
        new()
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
            Epochs = 0,
            Duration = TimeSpan.Zero,
            ImagesPerSecond = 0,
            Device = Device,
            Warnings = ["Nothing was trained: the worker ran with --engine noop."],
        };

    public async Task<FinishedStage> RunAsync(StageWork work, IProgress<StageProgress> progress, StageStop stop)
    {
        var stage = work.Stage;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Save, stop.Abandon);
        var curve = new List<EpochMetrics>();
        var epochs = stage.Training.Epochs;
        var start = time.GetTimestamp();
        for (var done = 1; done <= epochs; done++)
        {
            either.Token.ThrowIfCancellationRequested();
            if (epoch > TimeSpan.Zero)
                await Task.Delay(epoch, time, either.Token).ConfigureAwait(false);
            curve.Add(new EpochMetrics(done, 0, 0, 0, 0, stage.Sparsity));
            progress.Report(new StageProgress(done, epochs, (double)done / epochs, 0, curve[^1]));
        }

        var result = Nothing with { Epochs = epochs, Duration = time.GetElapsedTime(start) };
        return new FinishedStage(result, curve);
    }
}

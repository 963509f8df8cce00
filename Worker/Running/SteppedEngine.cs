using Sweep.Hosting.Holding;
using Sweep.Worker.Native;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>Wraps an engine for tests: each epoch waits for a step. Stopping the stage also ends the wait.</summary>
public sealed class SteppedEngine(IStageEngine engine, Steps steps) : IStageEngine
{
    /// <remarks>It runs on a thread of its own, which it blocks while it waits.</remarks>
    public Task<FinishedStage> RunAsync(StageWork work, IProgress<StageProgress> progress, StageStop stop) =>
        DedicatedThread.Run(
            $"stepped stage {work.Stage.Id.Abbreviation}",
            () =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Save, stop.Abandon);
                steps.Take(either.Token);
                return DedicatedThread.Wait(engine.RunAsync(work, new HeldProgress(progress, steps, either.Token), stop));
            }
        );

    private sealed class HeldProgress(IProgress<StageProgress> progress, Steps steps, CancellationToken stop) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            progress.Report(value);
            if (value.Metrics is not null && value.Epoch < value.Epochs)
            {
                steps.Take(stop);
            }
        }
    }
}

using System.Collections.Concurrent;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;
using Sweep.Worker.Running;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>Engines that do in each stage what the test says next, and meanwhile wait for it.</summary>
internal sealed class ScriptedEngine : IStageEngineFactory, IStageEngine
{
    private readonly ConcurrentDictionary<StageId, TaskCompletionSource<StageResult>> _ends = [];
    private int _running;

    /// <summary>Stages that run now.</summary>
    public int Running => _running;

    public int MostAtOnce { get; private set; }

    public int Slots { get; private set; }

    public Action<IProgress<StageProgress>> OnStart { get; set; } = _ => { };

    public static StageResult Result { get; } = new()
    {
        Top1 = 90,
        Top5 = 99,
        Loss = double.NaN,
        PerClass = [1, 2],
        Parameters = 10,
        ParametersNonzero = 5,
        Flops = 100,
        FlopsEffective = 50,
        SizeBytes = 40,
        Sparsity = 0.5,
        Epochs = 1,
        Duration = TimeSpan.FromSeconds(2),
        ImagesPerSecond = 3,
        Device = "test",
        Versions = new Dictionary<string, string> { ["sweep"] = "1" },
    };

    public TaskCompletionSource<StageResult> End(StageId stage) => _ends.GetOrAdd(stage, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    public IStageEngine Create(int slot)
    {
        Slots = slot;
        return this;
    }

    public async Task<StageResult> RunAsync(StageDefinition stage, IProgress<StageProgress> progress, CancellationToken stop)
    {
        lock (_ends)
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
        try
        {
            OnStart(progress);
            return await End(stage.Id).Task.WaitAsync(stop);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}

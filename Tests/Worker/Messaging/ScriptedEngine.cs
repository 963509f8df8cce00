using System.Collections.Concurrent;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Worker.Messaging;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>Creates engines that wait in each stage for the test's next instruction.</summary>
internal sealed class ScriptedEngine : IStageEngineFactory, IStageEngine
{
    private readonly ConcurrentDictionary<StageId, TaskCompletionSource<FinishedStage>> _ends = [];
    private int _running;

    /// <summary>The stages that run now.</summary>
    public int Running => _running;

    public int MostAtOnce { get; private set; }

    public int Slots { get; private set; }

    public ConcurrentQueue<StageWork> Begun { get; } = [];

    /// <summary>How stages were stopped: <c>save</c> or <c>abandon</c>.</summary>
    public ConcurrentQueue<string> Stops { get; } = [];

    public Action<IProgress<StageProgress>> OnStart { get; set; } = _ => { };

    /// <summary>True makes engines hang.</summary>
    public bool HeedsStop { get; set; } = true;

    public Func<StageWork, long> Memory { get; set; } = _ => 0;

    public Func<StageWork, long> CardMemory { get; set; } = _ => 0;

    public long CardMemoryOf(StageWork work) => CardMemory(work);

    public IReadOnlyList<string>? Data { get; set; }

    public IReadOnlyList<string>? FindData() => Data;

    public Func<IReadOnlyList<string>?> Examination { get; set; } = () => null;

    public Task<IReadOnlyList<string>?> ExamineAsync(CancellationToken cancellation) => Task.FromResult(Examination());

    public static EpochMetrics Epoch { get; } = new(1, 2.5, 50, 0.5, 0.1, 0);

    public static StageResult Result { get; } =
        new()
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

    public void Complete(int stage) => End(stage).TrySetResult(new FinishedStage(Result, [Epoch]));

    public void Fail(int stage, Exception error) => End(stage).TrySetException(error);

    public IStageEngine Create(int slot)
    {
        Slots = slot;
        return this;
    }

    public long MemoryOf(StageWork work) => Memory(work);

    public async Task<FinishedStage> RunAsync(StageWork work, IProgress<StageProgress> progress, StageStop stop)
    {
        lock (_ends)
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Save, stop.Abandon);
        try
        {
            Begun.Enqueue(work);
            OnStart(progress);
            return await End(work.Stage.Id).Task.WaitAsync(HeedsStop ? either.Token : CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            Stops.Enqueue(stop.Abandon.IsCancellationRequested ? "abandon" : "save");
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private TaskCompletionSource<FinishedStage> End(int stage) => End(new StageId((UInt128)stage));

    private TaskCompletionSource<FinishedStage> End(StageId stage) =>
        _ends.GetOrAdd(stage, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

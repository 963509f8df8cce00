using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Data;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

/// <summary>An engine with its own folder and the synthetic data set.</summary>
internal sealed class EngineFixture : IDisposable
{
    private static int _next;

    public EngineFixture(string? folder = null)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("sweep-engine-").FullName;
        Folders = SyntheticCifar.WriteTo(Folder);
        Store = new FolderCheckpointStore(Path.Combine(Folder, "checkpoints"), TimeProvider.System);
    }

    public string Folder { get; }

    public DataFolders Folders { get; init; }

    public FolderCheckpointStore Store { get; }

    /// <summary>The store that the engine gets in place of <see cref="Store"/>; null for <see cref="Store"/> itself.</summary>
    public ICheckpointStore? Checkpoints { get; init; }

    public ListLogger Log { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public EngineOptions Options { get; init; } = new() { Device = TestDevice.Option, Threads = 1 };

    /// <summary>A small stage that runs in about a second.</summary>
    public static StageDefinition Train(string architecture = "vgg16") =>
        new()
        {
            Id = NewId(),
            Kind = StageKind.Train,
            Data = new DataSettings { Dataset = "cifar10" },
            Model = new ModelSettings { Architecture = architecture, Width = 0.125 },
            Training = new TrainingSettings
            {
                Epochs = 3,
                Batch = 32,
                Lr = 0.05,
            },
            Seed = 1,
        };

    public static StageDefinition Prune(StageDefinition parent, double sparsity, PruningSettings? pruning = null) =>
        parent with
        {
            Id = NewId(),
            Kind = StageKind.Prune,
            Parent = parent.Id,
            Training = parent.Training with { Epochs = pruning?.Epochs ?? 1, Lr = 0.01 },
            Pruning = pruning ?? new PruningSettings { Epochs = 1 },
            Sparsity = sparsity,
        };

    public static StageId NewId() => new((UInt128)Interlocked.Increment(ref _next) << 96);

    public async Task<StageResult> RunAsync(StageDefinition stage, IProgress<StageProgress>? progress = null) =>
        (await FinishAsync(stage, progress)).Result;

    /// <summary>Like <see cref="RunAsync"/>, but also returns the learning curve.</summary>
    public Task<FinishedStage> FinishAsync(StageDefinition stage, IProgress<StageProgress>? progress = null, StageStop stop = default) =>
        FinishAsync(new StageWork(stage), progress, stop);

    public Task<FinishedStage> FinishAsync(StageWork work, IProgress<StageProgress>? progress = null, StageStop stop = default) =>
        new TrainingEngine(Checkpoints ?? Store, Folders, Options, Time, Log).RunAsync(work, progress ?? new Reports(), stop);

    public string PathOf(CheckpointName name) => Path.Combine(Folder, "checkpoints", name.ToString());

    public SavedNetwork Open(StageDefinition stage)
    {
        var name = CheckpointName.Final(stage.Id);
        return NetworkCheckpoint.Open(File.OpenRead(PathOf(name)), name.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

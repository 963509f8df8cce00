using Microsoft.Extensions.Logging;
using Sweep.Contracts.Checkpoints;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Pulling;
using Sweep.Worker.Examination;
using Sweep.Worker.Messaging;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Configuration;

/// <summary>Makes the engines of this process's slots.</summary>
/// <param name="checkpoints">The store of checkpoints; null only for the engine that trains nothing.</param>
public sealed class EngineFactory(
    EngineChoice choice,
    ICheckpointStore? checkpoints,
    DataFolders data,
    EngineOptions options,
    TimeProvider time,
    ILogger? log = null
) : IStageEngineFactory
{
    /// <summary>The examination of this machine; with null there is none.</summary>
    public QuickExamination? Examination { get; init; }

    public IStageEngine Create(int slot) =>
        choice.Hold(choice.IsNoop ? new NoopEngine(choice.Epoch, time) : new TrainingEngine(checkpoints!, data, options, time, log));

    private bool IsOnCard => options.Device.StartsWith("cuda", StringComparison.Ordinal);

    /// <summary>The machine's memory that a stage needs. On a GPU it needs the card's instead, and little of the machine's.</summary>
    public long MemoryOf(StageWork work) => choice.IsNoop || IsOnCard ? 0 : StageMemory.Of(work.Stage, work.Splits);

    public long CardMemoryOf(StageWork work) => choice.IsNoop || !IsOnCard ? 0 : StageMemory.Of(work.Stage, work.Splits);

    public IReadOnlyList<string>? FindData() => choice.IsNoop ? null : DataInventory.Of(data, options.Pull);

    public async Task<IReadOnlyList<string>?> ExamineAsync(CancellationToken cancellation) =>
        choice.IsNoop || Examination is null ? null : await Examination.RunAsync(cancellation).ConfigureAwait(false);
}

using Sweep.Worker.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>Creates the engine of each slot, and tells what its engines need and have.</summary>
public interface IStageEngineFactory
{
    /// <param name="slot">Number of the slot, from 1.</param>
    IStageEngine Create(int slot);

    /// <summary>Bytes of the machine's memory that this work is expected to need; zero when it needs hardly any.</summary>
    long MemoryOf(StageWork work) => 0;

    /// <summary>Bytes of the GPU's memory that this work is expected to need; zero when it does not use a GPU.</summary>
    long CardMemoryOf(StageWork work) => 0;

    /// <summary>
    /// Names of the data sets and weights that its engines have on this machine or would download; null when they need none. It reads
    /// folders, which may take long.
    /// </summary>
    IReadOnlyList<string>? FindData() => null;

    /// <summary>Examines the machine; see <see cref="Contracts.Messages.WorkerStatus.Findings"/>. It may take a minute.</summary>
    Task<IReadOnlyList<string>?> ExamineAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>?>(null);
}

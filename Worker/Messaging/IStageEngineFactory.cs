using Sweep.Worker.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>Makes the engine of each slot.</summary>
public interface IStageEngineFactory
{
    /// <param name="slot">From 1.</param>
    IStageEngine Create(int slot);

    /// <summary>Bytes of the machine's memory that this work is expected to need; zero when it needs next to none, or none of the machine's.</summary>
    long MemoryOf(StageWork work) => 0;

    /// <summary>The same of the card's memory; zero when it works on none.</summary>
    long CardMemoryOf(StageWork work) => 0;

    /// <summary>
    /// Names of the data sets and weights that its engines have here, or would get; null when they need none. Reads folders, and so may
    /// take long.
    /// </summary>
    IReadOnlyList<string>? FindData() => null;

    /// <summary>See <see cref="Contracts.Messages.WorkerStatus.Findings"/>. May take a minute.</summary>
    Task<IReadOnlyList<string>?> ExamineAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<string>?>(null);
}

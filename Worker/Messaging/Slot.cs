using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>A place for one stage, with its own engine. Guarded by <see cref="WorkerSlots"/>.</summary>
internal sealed class Slot(IStageEngine engine)
{
    public IStageEngine Engine { get; } = engine;

    public StageAttempt? Attempt { get; set; }

    /// <summary>A newer attempt of the same stage, which begins when <see cref="Attempt"/> has ended.</summary>
    public RunStage? Next { get; set; }

    /// <summary>Bytes that <see cref="Attempt"/> is expected to need.</summary>
    public long Memory { get; set; }

    /// <summary>Bytes of GPU memory that <see cref="Attempt"/> is expected to need.</summary>
    public long CardMemory { get; set; }

    /// <summary>True when its engine did not stop when asked to.</summary>
    public bool IsLost { get; set; }

    public Task Work { get; set; } = Task.CompletedTask;

    public int Newest => Next?.Attempt ?? Attempt!.Number;

    public bool Has(StageId stage) => Attempt?.StageId == stage;
}

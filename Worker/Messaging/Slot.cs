using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>Room for one stage, and the engine that is its own. Guarded by <see cref="WorkerSlots"/>.</summary>
internal sealed class Slot(IStageEngine engine)
{
    public IStageEngine Engine { get; } = engine;

    public StageAttempt? Attempt { get; set; }

    /// <summary>Begins when <see cref="Attempt"/>, an older one of the same stage, has ended.</summary>
    public RunStage? Next { get; set; }

    /// <summary>Bytes that <see cref="Attempt"/> is expected to need.</summary>
    public long Memory { get; set; }

    /// <summary>Bytes of the card that <see cref="Attempt"/> is expected to need.</summary>
    public long CardMemory { get; set; }

    /// <summary>Its engine did not stop when told to.</summary>
    public bool IsLost { get; set; }

    public Task Work { get; set; } = Task.CompletedTask;

    public int Newest => Next?.Attempt ?? Attempt!.Number;

    public bool Has(StageId stage) => Attempt?.StageId == stage;
}

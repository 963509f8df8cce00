using Sweep.Worker.Running;

namespace Sweep.Worker.Messaging;

/// <summary>Makes the engine of each slot.</summary>
public interface IStageEngineFactory
{
    /// <param name="slot">From 1.</param>
    IStageEngine Create(int slot);
}

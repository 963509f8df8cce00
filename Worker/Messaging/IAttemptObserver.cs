using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>Observes this worker's attempts. Its methods are called from several threads and must return at once.</summary>
public interface IAttemptObserver
{
    void OnBegun(RunStage command);

    void OnProgressed(RunStage command, StageProgress progress);

    /// <param name="end">Null when another attempt replaced this one and nothing is reported.</param>
    void OnEnded(RunStage command, StageEnded? end);
}

using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>Told what becomes of this worker's attempts. Called from several threads, and must return at once.</summary>
public interface IAttemptObserver
{
    void OnBegun(RunStage command);

    void OnProgressed(RunStage command, StageProgress progress);

    /// <param name="end">Null when another attempt took its place, and nothing is reported.</param>
    void OnEnded(RunStage command, StageEnded? end);
}

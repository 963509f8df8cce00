using Sweep.Contracts.Messages;

namespace Sweep.Worker.Telemetry;

/// <summary>What metrics and traces call the end of an attempt.</summary>
internal static class Outcome
{
    /// <param name="end">Null when nobody waits for the attempt any more.</param>
    public static string Of(StageEnded? end) =>
        end switch
        {
            StageCompleted => "completed",
            StageFailed => "failed",
            StageReleased => "released",
            _ => "superseded",
        };
}

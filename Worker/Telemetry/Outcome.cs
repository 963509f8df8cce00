using Sweep.Contracts.Messages;

namespace Sweep.Worker.Telemetry;

/// <summary>Names the end of an attempt in metrics and traces.</summary>
internal static class Outcome
{
    /// <param name="end">Null when another attempt replaced this one.</param>
    public static string NameOf(StageEnded? end) =>
        end switch
        {
            StageCompleted => "completed",
            StageFailed => "failed",
            StageReleased => "released",
            _ => "superseded",
        };
}

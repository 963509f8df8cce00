using Microsoft.Extensions.Logging;

namespace Sweep.Coordinator.Watching;

/// <summary>What this folder logs.</summary>
internal static partial class WatchingLog
{
    [LoggerMessage(LogLevel.Error, "The pace of sweeps could not be looked at; the next look tries again")]
    public static partial void PaceFailed(this ILogger log, Exception error);
}

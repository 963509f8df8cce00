using Microsoft.Extensions.Logging;

namespace Sweep.Coordinator;

/// <summary>What the program logs of itself.</summary>
internal static partial class CoordinatorLog
{
    [LoggerMessage(LogLevel.Information, "Standing by, with metrics {Url}")]
    public static partial void StandingBy(this ILogger log, string url);

    [LoggerMessage(LogLevel.Warning, "Nothing is shown of this coordinator while it stands by. {Problem}")]
    public static partial void NothingShown(this ILogger log, string problem);

    [LoggerMessage(LogLevel.Information, "Standing by: taking over when {Holder} no longer runs the sweeps in {Home}")]
    public static partial void WaitingForHolder(this ILogger log, string holder, string home);
}

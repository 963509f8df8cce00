using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Sweep.Hosting.Logs;

/// <summary>Writes an entry of a log as one line: time (UTC), level, text.</summary>
public static class LogLine
{
    public static string Of(DateTimeOffset time, LogLevel level, string text) =>
        $"{time.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {NameOf(level)} {text.ReplaceLineEndings(" ")}";

    private static string NameOf(LogLevel level) =>
        level switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info ",
            LogLevel.Warning => "warn ",
            _ => "error",
        };
}

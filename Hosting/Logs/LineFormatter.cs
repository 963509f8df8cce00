using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Sweep.Hosting.Logs;

/// <summary>
/// Writes each entry as one line: time (UTC), level, text, and the trace, if one is recorded. An exception's details follow, indented.
/// </summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var trace = Activity.Current is { Recorded: true } span ? $" [trace {span.TraceId}]" : "";
        textWriter.WriteLine(LogLine.Of(time.GetUtcNow(), logEntry.LogLevel, logEntry.Formatter(logEntry.State, null) + trace));
        if (logEntry.Exception is not { } exception)
            return;
        foreach (var line in exception.ToString().Split('\n'))
            textWriter.WriteLine("    " + line.TrimEnd());
    }
}

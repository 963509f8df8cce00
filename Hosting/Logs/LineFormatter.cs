using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Sweep.Hosting.Logs;

/// <summary>One line an entry: time (UTC), level, text. An exception's details follow it, indented.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.WriteLine(LogLine.Of(time.GetUtcNow(), logEntry.LogLevel, logEntry.Formatter(logEntry.State, null)));
        if (logEntry.Exception is not { } exception)
            return;
        foreach (var line in exception.ToString().Split('\n'))
            textWriter.WriteLine("    " + line.TrimEnd());
    }
}

using Microsoft.Extensions.Logging;

namespace Sweep.Hosting.Logs;

/// <summary>Says how a program logs, on standard error.</summary>
public sealed record LogOptions
{
    public static LogOptions Default { get; } = new();

    public LogFormat Format { get; init; } = LogFormat.Plain;

    /// <summary>The lowest level that is logged.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;
}

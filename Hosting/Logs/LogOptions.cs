using Microsoft.Extensions.Logging;

namespace Sweep.Hosting.Logs;

/// <summary>What a program tells of its work, on standard error.</summary>
public sealed record LogOptions
{
    public static LogOptions Default { get; } = new();

    public LogFormat Format { get; init; } = LogFormat.Plain;

    /// <summary>The least that is told.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;
}

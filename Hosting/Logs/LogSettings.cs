using Microsoft.Extensions.Logging;
using Sweep.Contracts.Spec.Values;
using Sweep.Hosting.Configuration;

namespace Sweep.Hosting.Logs;

/// <summary>The settings of <see cref="LogOptions"/>, which every server program has as its block <c>log</c>.</summary>
public static class LogSettings
{
    public const string Block = "log";

    public static IReadOnlyList<ProgramSetting<LogOptions>> All { get; } =
    [
        ProgramSettings.Make<LogOptions, LogFormat>(
            "format",
            Words.Of<LogFormat>(),
            "FORMAT",
            "plain, a line of text each, or json, an object each; both to standard error",
            o => o.Format,
            (o, v) => o with { Format = v }
        ),
        ProgramSettings.Make<LogOptions, LogLevel>(
            "level",
            new Words<LogLevel>(Levels()),
            "LEVEL",
            "The lowest level that is logged: debug, info, warning or error",
            o => o.Level,
            (o, v) => o with { Level = v }
        ),
    ];

    private static IReadOnlyList<(string Word, LogLevel Level)> Levels() =>
        [("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warning", LogLevel.Warning), ("error", LogLevel.Error)];
}

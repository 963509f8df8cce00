using System.Globalization;

namespace Sweep.Cli.Output;

/// <summary>Times of stages in a few words.</summary>
internal static class StageText
{
    /// <summary><c>1 h 05 min</c>, <c>3 min 20 s</c>, <c>12 s</c>, <c>0.4 s</c></summary>
    public static string Describe(TimeSpan time) =>
        time switch
        {
            { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
            { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
            { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
            { TotalSeconds: >= 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        };
}

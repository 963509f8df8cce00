using System.Globalization;
using Sweep.Cli.Output;
using Sweep.Worker.Data.Downloads;

namespace Sweep.Cli.Verbs.DataSets;

/// <summary>Shows downloads: one line that moves on a terminal, elsewhere a line for every tenth.</summary>
internal sealed class DownloadDisplay(TextWriter writer, bool isTerminal) : IProgress<DownloadProgress>
{
    private const int Width = 79;
    private (string File, long Tenth) _shown;

    public void Report(DownloadProgress value)
    {
        var done = value.Total == value.Done;
        if (isTerminal)
        {
            writer.Write($"\r{Text(value).PadRight(Width)}{(done ? "\n" : "")}");
            return;
        }

        var now = (value.File, value.Total is > 0 ? 10 * value.Done / value.Total.Value : 0);
        if (now != _shown)
        {
            _shown = now;
            writer.WriteLine(Text(value));
        }
    }

    private static string Text(DownloadProgress value)
    {
        var share = value.Total is > 0
            ? string.Create(CultureInfo.InvariantCulture, $" {100.0 * value.Done / value.Total.Value, 3:N0} %")
            : "";
        var total = value.Total is { } bytes ? $" of {Bytes.Text(bytes)}" : "";
        var remaining =
            value.Remaining is { } time && time > TimeSpan.Zero
                ? string.Create(CultureInfo.InvariantCulture, $", {time:h\\:mm\\:ss} left")
                : "";
        return $"{value.File}{share} {Bytes.Text(value.Done)}{total}, {Bytes.Text(value.BytesPerSecond)}/s{remaining}";
    }
}

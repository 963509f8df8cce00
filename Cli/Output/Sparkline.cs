namespace Sweep.Cli.Output;

/// <summary>A curve in one line of text.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>Of more values than there is room for, the last of each run stands for it.</summary>
    /// <param name="values">Null and NaN leave a gap.</param>
    public static string Of(IReadOnlyList<double?> values, int width = 60)
    {
        var columns = Math.Min(values.Count, width);
        var shown = Enumerable.Range(1, columns).Select(column => values[(int)((long)column * values.Count / columns) - 1]).ToList();
        var finite = shown
            .Where(value => value is { } number && double.IsFinite(number))
            .Select(value => value!.Value)
            .DefaultIfEmpty()
            .ToList();
        var (least, most) = (finite.Min(), finite.Max());
        return string.Concat(shown.Select(value => value is { } number && double.IsFinite(number) ? Level(number, least, most) : ' '));
    }

    private static char Level(double value, double least, double most) =>
        most > least ? Levels[(int)Math.Min((value - least) / (most - least) * Levels.Length, Levels.Length - 1)] : Levels[0];
}

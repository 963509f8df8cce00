using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Sweep.Tests.Cluster.Monitoring;

/// <summary>Panels as small pictures, for people who have no Grafana at hand: lines over time, each scaled to its panel.</summary>
internal static class PanelPictures
{
    private const int Width = 380,
        Height = 190,
        Across = 3,
        Top = 24,
        Bottom = 44;
    private static readonly string[] _colors = ["#3366cc", "#dc3912", "#109618", "#ff9900", "#990099", "#0099c6", "#dd4477", "#66aa00"];

    /// <returns>An SVG document.</returns>
    public static string Draw(IReadOnlyList<(string Title, JsonArray Series)> panels)
    {
        var height = (panels.Count + Across - 1) / Across * Height;
        var svg = new StringBuilder(
            $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Across * Width}" height="{height}" font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>"""
        );
        for (var at = 0; at < panels.Count; at++)
            Draw(svg, panels[at].Title, panels[at].Series, at % Across * Width, at / Across * Height);
        return svg.Append("</svg>").ToString();
    }

    private static void Draw(StringBuilder svg, string title, JsonArray series, int left, int top)
    {
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<g transform="translate({left},{top})"><text x="8" y="16" font-weight="bold">{WebUtility.HtmlEncode(title)}</text><rect x="8" y="{Top}" width="{Width - 16}" height="{Height - Top - Bottom}" fill="none" stroke="#ccc"/>"""
        );
        var lines = series
            .Select(one => (Name: Name(one!["metric"]!.AsObject()), Points: Points(one["values"]!.AsArray())))
            .Where(line => line.Points.Count > 0)
            .ToList();
        if (lines.Count == 0)
        {
            svg.Append("""<text x="20" y="80" fill="#888">no data</text></g>""");
            return;
        }

        var (from, to) = (lines.Min(line => line.Points[0].Time), lines.Max(line => line.Points[^1].Time));
        var (low, high) = (
            Math.Min(0, lines.Min(line => line.Points.Min(point => point.Value))),
            lines.Max(line => line.Points.Max(point => point.Value))
        );
        double X(double time) => 8 + ((Width - 16) * (to > from ? (time - from) / (to - from) : 0.5));
        double Y(double value) => Height - Bottom - ((Height - Top - Bottom) * (high > low ? (value - low) / (high - low) : 0.5));
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<text x="{Width - 12}" y="{Top + 12}" text-anchor="end" fill="#555">{high:G4}</text>"""
        );
        for (var i = 0; i < lines.Count; i++)
        {
            var points = string.Join(
                ' ',
                lines[i].Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Time):0.0},{Y(point.Value):0.0}"))
            );
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<polyline points="{points}" fill="none" stroke="{_colors[i % _colors.Length]}" stroke-width="1.5"/>"""
            );
            if (i < 4)
            {
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"""<text x="{8 + (i % 2 * 185)}" y="{Height - Bottom + 14 + (i / 2 * 13)}" fill="{_colors[i % _colors.Length]}">{WebUtility.HtmlEncode(lines[i].Name)}</text>"""
                );
            }
        }

        svg.Append("</g>");
    }

    private static string Name(JsonObject labels) =>
        string.Join(
            ", ",
            labels.Where(label => label.Key is not ("__name__" or "namespace")).Select(label => label.Value!.GetValue<string>())
        )
            is { Length: > 0 } name
            ? name[..Math.Min(name.Length, 30)]
            : "all";

    private static List<(double Time, double Value)> Points(JsonArray values) =>
        [
            .. values
                .Select(value => (value![0]!.GetValue<double>(), double.Parse(value[1]!.GetValue<string>(), CultureInfo.InvariantCulture)))
                .Where(point => double.IsFinite(point.Item2)),
        ];
}

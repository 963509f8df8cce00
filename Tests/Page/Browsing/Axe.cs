using System.Text.Json;
using Microsoft.Playwright;

namespace Sweep.Tests.Page.Browsing;

/// <summary>Accessibility as axe-core checks it: all its rules, those of best practice included.</summary>
internal static class Axe
{
    private static readonly string _script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    /// <summary>One line a violation, with the elements it concerns; none when there is nothing to find.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        // By the debugger's way in: the page's policy lets no foreign script in by an element.
        await page.EvaluateAsync(_script);
        var found = await page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
        );
        return
        [
            .. found
                .EnumerateArray()
                .Select(violation =>
                    $"{violation.GetProperty("id")} ({violation.GetProperty("impact")}): {violation.GetProperty("help")}"
                    + string.Concat(
                        violation
                            .GetProperty("nodes")
                            .EnumerateArray()
                            .Take(5)
                            .Select(node =>
                                $"\n    {node.GetProperty("html").GetString()!.Split('\n')[0]}\n      {node.GetProperty("failureSummary").GetString()!.ReplaceLineEndings(" ")}"
                            )
                    )
                ),
        ];
    }
}

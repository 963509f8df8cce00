using Microsoft.Playwright;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Page.Browsing;
using Sweep.Tests.Page.Running;
using static Microsoft.Playwright.Assertions;

namespace Sweep.Tests.Page;

/// <summary>Every route, in light and dark, on a phone and a wide screen: nothing wrong, nothing inaccessible, nothing wider than the screen.</summary>
public sealed class LookTests(Browser browser, LiveCluster cluster) : IClassFixture<Browser>
{
    /// <summary>Routes, and what is there when they are drawn.</summary>
    private static readonly (string Name, string Route, string Drawn)[] _routes =
    [
        ("sweeps", "/", "table.sweeps tbody tr"),
        ("overview", $"/sweeps/{LiveCluster.Study}", ".heat td b"),
        ("trials", $"/sweeps/{LiveCluster.Study}/trials", "canvas"),
        ("results", $"/sweeps/{LiveCluster.Study}/results", ".parallel canvas"),
        ("curves", $"/sweeps/{LiveCluster.Study}/curves", ".plot svg"),
        ("stages", $"/sweeps/{LiveCluster.Study}/stages", ".tree li a"),
        ("failures", $"/sweeps/{LiveCluster.Study}/failures", "#failures"),
        ("spec", $"/sweeps/{LiveCluster.Study}/spec", "pre.spec"),
        ("workers", "/workers", "tbody tr"),
        ("submit", "/submit", "textarea"),
        ("compare", $"/compare?sweeps={LiveCluster.Study}", "article.card .plot svg"),
        ("compare-trials", $"/compare?trials={LiveCluster.Study}:1,{LiveCluster.Study}:9", "tr.differs"),
        ("unknown", "/sweeps/no-such-sweep", ".placeholder h1"),
    ];

    [Theory]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 2560)]
    public async Task Page_EveryRoute_IsSoundAndAccessible(ColorScheme colours, int width)
    {
        await cluster.StudiedAsync();
        await using var live = await LivePage.OpenAsync(browser, cluster.Address, "/", colours, width);
        var page = live.Page;
        var stage = (await cluster.Running.TrialsAsync(LiveCluster.Study)).MaxBy(trial => trial.Sparsity)!.StageId;
        foreach (var (name, route, drawn) in _routes.Append(("stage", $"/stages/{stage}", ".plot svg")))
        {
            await live.GoAsync(route);
            if (name == "results")
            {
                // A plot is drawn when it is nearly in sight, and what stands above this one is long on a phone.
                await Expect(page.Locator("table.figure tbody tr").First).ToBeVisibleAsync();
                await page.Locator("#parallel").ScrollIntoViewIfNeededAsync();
            }

            await Expect(page.Locator(drawn).First).ToBeVisibleAsync();
            // What waits for an answer is paler, and so of less contrast.
            await Expect(page.Locator(".stale")).ToHaveCountAsync(0);
            await Screenshots.TakeAsync(page, $"{name}-{colours.ToString().ToLowerInvariant()}-{width}");
            Assert.True(
                await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
                $"{route} scrolls sideways at {width} pixels"
            );
            var violations = await Axe.ViolationsAsync(page);
            Assert.True(violations.Count == 0, $"{route}, {colours}, {width} pixels:\n{string.Join('\n', violations)}");
        }

        // The sweep that does not exist is answered by a 404, which the browser itself tells of.
        Assert.DoesNotContain(live.Complaints, complaint => !complaint.Contains("404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_Keyboard_ReachesTheContentFirst()
    {
        await using var live = await LivePage.OpenAsync(browser, cluster.Address);
        await Expect(live.Page.Locator("table.sweeps tbody tr").First).ToBeVisibleAsync();

        await live.Page.Keyboard.PressAsync("Tab");
        await Expect(live.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the page" })).ToBeFocusedAsync();
        await live.Page.Keyboard.PressAsync("Enter");

        await Expect(live.Page.Locator("main")).ToBeFocusedAsync();
    }
}

using Microsoft.Playwright;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Page.Browsing;
using Sweep.Tests.Page.Running;
using static Microsoft.Playwright.Assertions;

namespace Sweep.Tests.Page;

/// <summary>The plots of a sweep's page, of what was really measured.</summary>
public sealed class ResultsTests(Browser browser, LiveCluster cluster) : IClassFixture<Browser>
{
    private async Task<LivePage> OpenAsync(string tab)
    {
        await cluster.StudiedAsync();
        return await LivePage.OpenAsync(browser, cluster.Address, $"/sweeps/{LiveCluster.Study}/{tab}");
    }

    [Fact]
    public async Task Results_Tolerance_ChangesTheFigure()
    {
        await using var live = await OpenAsync("results");
        var page = live.Page;
        var figure = page.Locator("table.figure tbody tr");
        await Expect(figure).ToHaveCountAsync(2);

        // Whatever is lost is allowed: the grid's last level, of both modes and networks.
        await page.GetByLabel("Tolerance in percentage points, as a number").FillAsync("100");
        await Expect(page.Locator("table.figure strong", new() { HasText = "≥ 95\u202f%" })).ToHaveCountAsync(4);
        await Expect(page.Locator(".study")).ToContainTextAsync("within 100 percentage points");
        Assert.Empty(live.Complaints);
    }

    [Fact]
    public async Task Results_Plots_HaveAPointForEveryLevel()
    {
        await using var live = await OpenAsync("results");
        var cards = live.Page.Locator("article.card");
        await Expect(cards).ToHaveCountAsync(2);

        await cards.First.Locator("summary").ClickAsync();

        await Expect(cards.First.Locator("table.values tbody tr")).ToHaveCountAsync(4);
        await Expect(cards.First.Locator("table.values tbody tr").First).ToContainTextAsync("(n = 2)");
        Assert.Empty(live.Complaints);
    }

    [Fact]
    public async Task Parallel_FilterByKeyboard_LeavesTheLinesThatPass()
    {
        await using var live = await OpenAsync("results");
        var lines = live.Page.GetByRole(AriaRole.Region, new() { Name = "Lines of the plot" }).Locator("tbody tr");
        await Expect(lines).ToHaveCountAsync(16);

        await live.Page.Locator(".brush").GetByLabel("architecture").SelectOptionAsync("vgg16");
        await Expect(lines).ToHaveCountAsync(8);
        await live.Page.GetByLabel("sparsity, least").FillAsync("0.8");
        await live.Page.GetByLabel("sparsity, least").PressAsync("Enter");

        await Expect(lines).ToHaveCountAsync(4);
        Assert.Empty(live.Complaints);
    }

    [Fact]
    public async Task Condition_ThatIsWrong_SaysWhatWouldWork()
    {
        await using var live = await OpenAsync("results");
        var box = live.Page.GetByLabel("Where", new() { Exact = true });

        await box.FillAsync("flavour = sweet");
        await box.PressAsync("Enter");

        await Expect(live.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("there is no field 'flavour'");
    }

    [Fact]
    public async Task Curves_OfAnotherNetwork_AreDrawnOnRequest()
    {
        await using var live = await OpenAsync("curves");
        var trials = live.Page.GetByRole(AriaRole.Region, new() { Name = "Trials drawn" }).Locator("tbody tr");
        await Expect(trials).ToHaveCountAsync(8);
        await Expect(live.Page.Locator(".plot svg")).ToBeVisibleAsync();

        await live.Page.GetByLabel("mode").SelectOptionAsync("any");
        await Expect(trials).ToHaveCountAsync(16);
        await Expect(trials.Filter(new() { HasText = "from-scratch" })).ToHaveCountAsync(8);
        await live.Page.GetByLabel("mode").SelectOptionAsync("from-scratch");

        await Expect(trials).ToHaveCountAsync(8);
        await trials.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(live.Page.Locator("h1")).ToContainTextAsync("prune");
        Assert.Empty(live.Complaints);
    }
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Page.Browsing;
using Sweep.Tests.Page.Running;
using static Microsoft.Playwright.Assertions;

namespace Sweep.Tests.Page;

/// <summary>The views beside the results: the tree drawn, a trial beside the table, sweeps and trials side by side, another's spec to begin with.</summary>
public sealed class ViewsTests(Browser browser, LiveCluster cluster) : IClassFixture<Browser>
{
    private async Task<LivePage> OpenAsync(string route, int width = 1440)
    {
        await cluster.StudiedAsync();
        return await LivePage.OpenAsync(browser, cluster.Address, route, width: width);
    }

    [Fact]
    public async Task Stages_Drawn_EveryStageOnceAndWhoHadIt()
    {
        await using var live = await OpenAsync($"/sweeps/{LiveCluster.Study}/stages");
        var page = live.Page;

        // Two networks: a pre-training each, for two modes and seeds a training, and three prunings of it.
        await Expect(page.Locator(".graph .box")).ToHaveCountAsync(2 + (2 * 2 * 2 * 4));
        // On a pre-training stand the four levels of two seeds.
        await Expect(page.Locator(".graph .box text", new() { HasText = "pretrain ×8" })).ToHaveCountAsync(2);
        await Expect(page.Locator(".timeline .held[data-kind=prune]").First).ToBeVisibleAsync();
        Assert.True(await page.Locator(".timeline .held").CountAsync() >= 34);

        await page.Locator(".graph .box", new() { HasText = "pretrain" }).First.ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("pretrain");
        Assert.Empty(live.Complaints);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Trial_Opened_StandsBesideTheTableOrBeforeIt(int width)
    {
        await using var live = await OpenAsync($"/sweeps/{LiveCluster.Study}/trials?trial=3", width);
        var panel = live.Page.GetByRole(AriaRole.Complementary, new() { Name = "Trial" });
        var table = live.Page.GetByRole(AriaRole.Region, new() { Name = "Table of trials" });
        await Expect(table).ToBeVisibleAsync();

        // Names and units, and what the labels stand for.
        await Expect(panel).ToContainTextAsync(new Regex(@"parameters left[\d,]+ of [\d,]+"));
        await Expect(panel.Locator(".classes dt").First).ToHaveTextAsync("airplane");
        var (beside, at) = ((await panel.BoundingBoxAsync())!, (await table.BoundingBoxAsync())!);
        Assert.True(
            width < 1000 ? beside.Y + beside.Height <= at.Y : at.X + at.Width <= beside.X,
            $"panel at {beside.X}, {beside.Y}, table at {at.X}, {at.Y}"
        );
    }

    [Fact]
    public async Task Curves_Paths_GoOnFromStageToStage()
    {
        await using var live = await OpenAsync($"/sweeps/{LiveCluster.Study}/curves");
        var legend = live.Page.Locator(".curves .legend li");

        await Expect(legend).ToHaveTextAsync(["seed 1", "seed 2", "test set", "training set", "pre-training, on its own data set"]);
        await Expect(live.Page.Locator(".plot svg text", new() { HasText = "top-1 accuracy (%)" })).ToBeVisibleAsync();
        await Expect(live.Page.Locator(".plot svg text", new() { HasText = "loss" }).First).ToBeVisibleAsync();
        Assert.Empty(live.Complaints);
    }

    [Fact]
    public async Task Compare_FromASweepAndFromATrial_StandsSideBySide()
    {
        await using var live = await OpenAsync($"/sweeps/{LiveCluster.Study}");
        var page = live.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Compare", Exact = true }).ClickAsync();
        await Expect(page.Locator("article.card .plot svg")).ToHaveCountAsync(2);
        await Expect(page.Locator(".compared thead a")).ToHaveTextAsync([LiveCluster.Study]);

        await live.GoAsync($"/sweeps/{LiveCluster.Study}/trials?trial=3");
        await page.GetByRole(AriaRole.Complementary, new() { Name = "Trial" })
            .GetByRole(AriaRole.Link, new() { Name = "Compare", Exact = true })
            .ClickAsync();
        await page.GetByLabel("Trial", new() { Exact = true }).FillAsync("9");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(page.Locator(".compared thead a:not(.mono)"))
            .ToHaveTextAsync([$"{LiveCluster.Study}, trial 3", $"{LiveCluster.Study}, trial 9"]);
        await Expect(page.Locator("tr.differs", new() { HasText = "mode" })).ToHaveCountAsync(1);
        Assert.Empty(live.Complaints);
    }

    [Fact]
    public async Task Submit_FromASweep_IsPlannedAndSaysWhatIsWrongAtItsLine()
    {
        await using var live = await OpenAsync($"/sweeps/{LiveCluster.Study}/spec");
        var page = live.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Start from this" }).ClickAsync();
        await Expect(page.GetByText($"Sound: {LiveCluster.Study}-2, 32 trials")).ToBeVisibleAsync();
        await Expect(page.GetByText("32 trials in 34 stages")).ToBeVisibleAsync();

        var spec = page.GetByLabel("Spec (YAML)");
        await spec.FillAsync(
            "name: wrong\ngrid:\n  dataset: cifar11\n  architecture: vgg16\n  mode: from-scratch\n  sparsity: 0\n  seed: 1\n"
        );
        var mark = page.Locator(".marks .wrong span");
        await Expect(mark).ToContainTextAsync("cifar10");
        // The mark is as high as the third line of the text, behind its last letter.
        var (at, text) = ((await mark.BoundingBoxAsync())!, (await spec.BoundingBoxAsync())!);
        var line = await spec.EvaluateAsync<double>("box => parseFloat(getComputedStyle(box).lineHeight)");
        Assert.InRange(at.Y - text.Y, 2 * line, 3 * line);
        Assert.True(at.X > text.X + 100);
        Assert.Empty(live.Complaints);
    }
}

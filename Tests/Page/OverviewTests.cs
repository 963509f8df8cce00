using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Page.Browsing;
using Sweep.Tests.Page.Running;
using static Microsoft.Playwright.Assertions;

namespace Sweep.Tests.Page;

/// <summary>A sweep at a glance, of what was really measured.</summary>
public sealed class OverviewTests(Browser browser, LiveCluster cluster) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task Overview_FinishedSweep_SaysWhatWasAskedAndWhatCameOut(int width)
    {
        await cluster.StudiedAsync();
        await using var live = await LivePage.OpenAsync(browser, cluster.Address, $"/sweeps/{LiveCluster.Study}", width: width);
        var page = live.Page;

        await Expect(page.Locator(".asked")).ToContainTextAsync("How much further can fine-tuned networks be pruned");
        // The sentences are those of the command line: one code makes them.
        await Expect(page.Locator(".answer")).ToHaveTextAsync((await AnswersAsync(page)).Answer);
        await Expect(page.Locator(".verdicts li")).ToHaveTextAsync((await AnswersAsync(page)).Rows.Select(row => row + "."));
        await Expect(page.Locator(".answer-panel .facts"))
            .ToHaveTextAsync(
                "vgg16, mobilenet on cifar10 · fine-tuned, from scratch · 4 sparsities from 0\u202f% to 95\u202f% · 2 seeds · 32 trials"
            );
        await Expect(page.Locator("article.card .plot svg")).ToHaveCountAsync(2);
        // Two networks of two modes at four levels, each a mean of two seeds.
        await Expect(page.Locator(".heat td b")).ToHaveTextAsync(Enumerable.Repeat(new Regex(@"^\d+\.\d$"), 16));
        await Expect(page.Locator(".heat td small")).ToHaveTextAsync(Enumerable.Repeat(new Regex(@"^± \d+\.\d$"), 16));
        await Expect(page.Locator("section:has(#cost) .bars dd")).ToHaveCountAsync(2);
        await Expect(page.Locator("#reasons")).ToHaveCountAsync(0);
        Assert.Empty(live.Complaints);
    }

    [Fact]
    public async Task Overview_OldLinksToTheTrials_StillLeadThere()
    {
        await cluster.StudiedAsync();
        await using var live = await LivePage.OpenAsync(browser, cluster.Address, $"/sweeps/{LiveCluster.Study}/trials?trial=3");

        await Expect(live.Page.GetByRole(AriaRole.Complementary, new() { Name = "Trial" })).ToContainTextAsync("Trial 3");
        await live.Page.GetByRole(AriaRole.Link, new() { Name = "Overview", Exact = true }).ClickAsync();

        await Expect(live.Page).ToHaveURLAsync(new Regex($"#/sweeps/{LiveCluster.Study}$"));
        await Expect(live.Page.Locator(".heat td b").First).ToBeVisibleAsync();
    }

    private static async Task<(string Answer, string[] Rows)> AnswersAsync(IPage page)
    {
        var answer = await page.EvaluateAsync<string[]>(
            $"async () => {{ const told = await (await fetch('/v1/sweeps/{LiveCluster.Study}/best-sparsity')).json(); return [told.answer, ...told.rows.map(row => row.answer)]; }}"
        );
        return (answer[0], answer[1..]);
    }
}

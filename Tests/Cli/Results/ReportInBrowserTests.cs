using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Study.Reporting;
using Sweep.Tests.Coordinator.Study;
using static Microsoft.Playwright.Assertions;

namespace Sweep.Tests.Cli.Results;

public class ReportInBrowserTests(Browser browser) : IClassFixture<Browser>
{
    private async Task<BrowserPage> OpenAsync(
        IReadOnlyList<TrialResult> trials,
        ColorScheme colours = ColorScheme.Light,
        int width = 1280
    ) =>
        await browser.OpenAsync(
            await ReportPages.TextAsync(ReportPages.Document(trials), TestContext.Current.CancellationToken),
            colours,
            width
        );

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Report_OpenedOffline_DrawsEveryPlotWithoutAComplaint(ColorScheme colours, int width)
    {
        await using var report = await OpenAsync(StudyGrid.Trials, colours, width);
        var page = report.Page;

        await Expect(page).ToHaveTitleAsync("study · sweep report");
        await Expect(page.Locator("article .plot svg")).ToHaveCountAsync(2);
        // Four sparsities in two modes, a best level of each: all of it as shapes in the picture.
        var plot = page.Locator("article", new PageLocatorOptions { HasText = "vgg16 on cifar10" });
        Assert.True(await plot.Locator(".plot svg path").CountAsync() > 20);
        await Expect(plot.Locator(".plot")).ToHaveAttributeAsync("aria-label", new Regex("fine-tuned: 93.50 % at sparsity 0"));
        await Expect(plot.Locator(".best")).ToHaveTextAsync("fine-tuned 90\u202f%from scratch 50\u202f%");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways");
        Assert.Empty(report.Complaints);
    }

    [Fact]
    public async Task Report_Figure_ShowsBothModesAndTheGain()
    {
        await using var report = await OpenAsync(StudyGrid.Trials);

        var row = report.Page.Locator("table.figure tbody tr").First;
        await Expect(row.Locator("th")).ToHaveTextAsync("cifar10");
        await Expect(row.Locator("td").Nth(1)).ToContainTextAsync("50\u202f%");
        await Expect(row.Locator("td").Nth(2)).ToContainTextAsync("90\u202f%");
        await Expect(row.Locator("td").Nth(3)).ToContainTextAsync("+36.2 points");
        await Expect(report.Page.Locator(".answer"))
            .ToHaveTextAsync(new Regex("^cifar10 vgg16: fine-tuned can be pruned further: \\+36\\.2 points of sparsity"));
    }

    [Fact]
    public async Task Report_Plot_HasItsValuesAsATable()
    {
        await using var report = await OpenAsync(StudyGrid.Trials);

        await report.Page.Locator("article summary").First.ClickAsync();

        await Expect(report.Page.Locator("article table.values tbody tr").Nth(3))
            .ToHaveTextAsync("95\u202f%20×88.50 ± 0.71 (n = 2)60.00 (1 of 2)");
    }

    [Fact]
    public async Task Report_Table_ListsFailuresAndSortsByKeyboard()
    {
        await using var report = await OpenAsync(StudyGrid.Trials);
        var rows = report.Page.Locator("table.trials tbody tr");

        await Expect(rows).ToHaveCountAsync(StudyGrid.Trials.Count);
        await report.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "top-1 (%)", Exact = true }).FocusAsync();
        await report.Page.Keyboard.PressAsync("Enter");
        await Expect(rows.First).ToContainTextAsync("60.00");
        await report.Page.Keyboard.PressAsync("Enter");
        await Expect(rows.First).ToContainTextAsync("95.50");
        await Expect(rows.Last).ToContainTextAsync("pending");

        await report.Page.GetByLabel("Search").FillAsync("failed");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("</script><script>document.title = 'broken'");
        Assert.Empty(report.Complaints);
    }

    [Fact]
    public async Task Report_Controls_RedrawThePlots()
    {
        await using var report = await OpenAsync(StudyGrid.Trials);
        var plot = report.Page.Locator("article .plot").First;
        await Expect(plot).ToContainTextAsync("top-1 accuracy (%)");

        await report.Page.GetByLabel("Show").SelectOptionAsync("loss");
        await Expect(plot).ToContainTextAsync("test loss");
        await report.Page.GetByLabel("compression (log)").CheckAsync();
        await Expect(plot).ToContainTextAsync("16×");
        var (ownAxis, light) = (await plot.InnerTextAsync(), await ColourAsync(plot));
        await report.Page.GetByLabel("Same vertical axis").CheckAsync();
        await Expect(plot).Not.ToHaveTextAsync(ownAxis);
        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Expect(plot.Locator("svg text").First).Not.ToHaveAttributeAsync("fill", light);
        await plot.HoverAsync(
            new LocatorHoverOptions
            {
                Position = new Position { X = 60, Y = 100 },
            }
        );
        await Expect(report.Page.Locator(".tip").First).ToContainTextAsync("fine-tuned: 0.325 ± 0.035 (n = 2)");

        Assert.Empty(report.Complaints);
    }

    [Fact]
    public async Task Report_LearningCurves_AreDrawn()
    {
        double?[][] points =
        [
            [1, 80, 1.5],
            [2, null, 1.2],
            [3, 90, 1.0],
        ];
        var document = ReportPages.Document(StudyGrid.Trials) with
        {
            Curves =
            [
                new ReportCurve("cifar10", "vgg16", new Dictionary<string, string>(), "fine-tuned", 1, StageKind.Train, 0, 0, points),
            ],
        };
        await using var report = await browser.OpenAsync(await ReportPages.TextAsync(document, TestContext.Current.CancellationToken));

        await report.Page.Locator("#learning").ScrollIntoViewIfNeededAsync();

        await Expect(report.Page.Locator("section:has(#learning) .plot svg")).ToContainTextAsync("epochs since training began");
        Assert.Empty(report.Complaints);
    }

    [Fact]
    public async Task Report_Warnings_StandAboveThePlots()
    {
        var trials = MakeTrials
            .Of("svhn", "vgg16")
            .At(0, 10, 20)
            .Build()
            .Select(trial => trial with { Result = trial.Result! with { Warnings = ["a layer has no weight left"] } })
            .ToList();
        await using var report = await OpenAsync(trials);

        await Expect(report.Page.Locator("header .notice li")).ToHaveTextAsync("a layer has no weight left (2 trials)");
    }

    private static async Task<string> ColourAsync(ILocator plot) => (await plot.Locator("svg text").First.GetAttributeAsync("fill"))!;

    public static TheoryData<string> Edges => ["nothing", "one trial", "failures only", "very long names"];

    [Theory]
    [MemberData(nameof(Edges))]
    public async Task Report_UnusualSweep_OpensWithoutAComplaint(string edge)
    {
        var name = string.Concat(Enumerable.Repeat("a-very-long-name-", 20));
        await using var report = await OpenAsync(
            edge switch
            {
                "nothing" => [],
                "one trial" => MakeTrials.Of("mnist", "vgg16").At(0.5, 99).Build(),
                "failures only" => MakeTrials.Of("mnist", "vgg16").Failed(0, 1).Failed(0.5, 1).Build(),
                _ => MakeTrials.Of(name, name).Axis(name, name).At(0, 99).At(0.5, 98).Build(),
            }
        );

        await Expect(report.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "All trials" })).ToBeVisibleAsync();
        await report.DrawnAsync();
        Assert.True(
            await report.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "the page scrolls sideways"
        );
        Assert.Empty(report.Complaints);
    }
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Page.Browsing;
using Sweep.Tests.Page.Running;
using static Microsoft.Playwright.Assertions;

namespace Sweep.Tests.Page;

/// <summary>What a researcher does in the page, over sweeps that really train.</summary>
public sealed class SteeringTests(Browser browser, LiveCluster cluster) : IClassFixture<Browser>
{
    [Fact]
    public async Task Page_SubmitWatchCancelRetry_FollowsTheSweep()
    {
        using var held = await cluster.HoldAsync();
        await using var live = await LivePage.OpenAsync(browser, cluster.Address);
        var page = live.Page;

        // Submit: the plan first.
        await page.GetByRole(AriaRole.Link, new() { Name = "Submit a sweep" }).ClickAsync();
        await page.GetByLabel("Spec (YAML)").FillAsync(Spec("steered", "cifar10", epochs: 4));
        await Expect(page.GetByText("Sound: steered, 2 trials")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan" }).ClickAsync();
        await Expect(page.GetByText("2 trials in 2 stages")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("#/sweeps/steered"));
        await Expect(State(page)).ToHaveTextAsync("running");

        // A worker takes it, and its curve grows while one looks.
        await page.GetByRole(AriaRole.Link, new() { Name = "Stages", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Running stages" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByText("No epoch has told its")).ToBeVisibleAsync();
        cluster.Gate.Release();
        await Expect(page.Locator(".plot svg")).ToBeVisibleAsync();
        await Expect(page.GetByText("Values of 1 epoch", new() { Exact = true })).ToBeVisibleAsync();
        cluster.Gate.Release();
        await Expect(page.GetByText("Values of 2 epochs", new() { Exact = true })).ToBeVisibleAsync();

        await live.GoAsync("/sweeps/steered/trials");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the sweep" }).ClickAsync();
        await Expect(State(page)).ToHaveTextAsync("cancelled");

        await page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(State(page)).ToHaveTextAsync("running");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(State(page)).ToHaveTextAsync("paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel the sweep" }).ClickAsync();
        await Expect(State(page)).ToHaveTextAsync("cancelled");
        Assert.Empty(live.Complaints);
    }

    [Fact]
    public async Task Page_FailedStage_TellsWhyAndIsRetried()
    {
        await using var live = await LivePage.OpenAsync(browser, cluster.Address, "/submit");
        var page = live.Page;
        await page.GetByLabel("Spec (YAML)")
            .FillAsync(Spec("diverging", "cifar10", epochs: 2, model: "batch-norm: false, width: 0.125", lr: "100"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit", Exact = true }).ClickAsync();
        await Expect(State(page)).ToHaveTextAsync("failed");

        await page.GetByRole(AriaRole.Link, new() { Name = "Failures", Exact = true }).ClickAsync();
        var failed = page.GetByRole(AriaRole.Region, new() { Name = "Table of failed stages" });
        await Expect(failed).ToContainTextAsync("Training diverged");
        await failed.GetByRole(AriaRole.Link).First.ClickAsync();
        // A loss that diverged is no fault of the program: why is said, and no stack trace.
        await Expect(page.GetByText("Training diverged").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Exception of attempt 1" })).ToHaveCountAsync(0);
        await Screenshots.TakeAsync(page, "failed-stage");

        await live.GoAsync("/sweeps/diverging/trials");
        await page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(page.Locator(".sweep-head .notice.good")).ToContainTextAsync("Sweep diverging runs again.");
        // Until it has failed again: what still trained would take the steps of the gate that another test lets go.
        await Expect(State(page)).ToHaveTextAsync("failed");
        Assert.Empty(live.Complaints);
    }

    [Fact]
    public async Task Page_SweepWhoseDataNobodyHas_SaysSoUntilAWorkerHasThem()
    {
        await using var live = await LivePage.OpenAsync(browser, cluster.Address, "/submit");
        var page = live.Page;
        await page.GetByLabel("Spec (YAML)").FillAsync(Spec("mended", "cifar100", epochs: 1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit", Exact = true }).ClickAsync();
        await Expect(State(page)).ToHaveTextAsync("stalled");
        await Expect(page.Locator(".sweep-head .notice.bad"))
            .ToContainTextAsync("The only worker does not have the data. data set cifar100 was not found");
        await Screenshots.TakeAsync(page, "stalled-sweep");
        Assert.Contains("sweep data pull cifar100", await cluster.Running.SweepAsync("show", "mended"), StringComparison.Ordinal);

        // Nobody touches the page: it turns by itself. What its first worker lacked it is asked for again only after a while.
        SyntheticImages.WriteHundred(cluster.Data);
        await cluster.StartWorkerAsync();
        await Expect(State(page)).ToHaveTextAsync("completed");
        await Expect(page.Locator(".figures")).ToContainTextAsync("2 of 2");
        Assert.Empty(live.Complaints);
    }

    private static ILocator State(IPage page) => page.Locator(".sweep-head .state.pill");

    private static string Spec(string name, string dataset, int epochs, string model = "width: 0.125", string lr = "0.05") =>
        $$"""
            name: {{name}}
            grid: { dataset: {{dataset}}, architecture: vgg16, mode: from-scratch, sparsity: [0, 0.5], seed: 7 }
            model: { {{model}} }
            training: { epochs: {{epochs}}, batch: 50, lr: {{lr}} }
            pruning: { epochs: 1 }
            limits: { retries: 0 }
            """;
}

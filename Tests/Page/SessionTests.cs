using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sweep.Tests.Cli.Results;
using Sweep.Tests.Cluster.Running;
using Sweep.Tests.Page.Browsing;
using static Microsoft.Playwright.Assertions;

namespace Sweep.Tests.Page;

/// <summary>Signing in with a token, and what each role finds.</summary>
public sealed partial class SessionTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task SignIn_ViewerAndOperator_FindWhatTheirTokensAllow()
    {
        await using var cluster = await TestCluster.StartAsync();
        // No worker: it is about who may order, not about what becomes of it.
        await cluster.SubmitAsync(Specs.Noop("guarded", seeds: 2));
        var viewer = await TokenAsync(cluster, "vera", "viewer");
        var operatorToken = await TokenAsync(cluster, "otto", "operator");
        await using var live = await LivePage.OpenAsync(browser, cluster.Page, "/sweeps/guarded/trials");
        var page = live.Page;

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await Screenshots.TakeAsync(page, "sign-in");
        Assert.Empty(await Axe.ViolationsAsync(page));
        await SignInAsync(page, "not-a-token");
        await Expect(page.GetByRole(AriaRole.Alert)).Not.ToBeEmptyAsync();

        await SignInAsync(page, viewer);
        await Expect(page.Locator(".sweep-head h1")).ToHaveTextAsync("guarded");
        await Expect(page.GetByRole(AriaRole.Banner).GetByText("viewer")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Actions" }).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Submit" })).ToHaveCountAsync(0);
        // Not only hidden: refused, also to who holds the page's own secret.
        var refused = await page.EvaluateAsync<int>(
            """
            async () => {
              const { csrf } = await (await fetch("/v1/session")).json();
              return (await fetch("/v1/sweeps/guarded:cancel", { method: "POST", headers: { "Content-Type": "application/json", "X-Sweep-CSRF": csrf }, body: "{}" })).status;
            }
            """
        );
        Assert.Equal(403, refused);
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await SignInAsync(page, operatorToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.Locator(".sweep-head .state.pill")).ToHaveTextAsync("paused");
        // The browser itself tells of the refused token and of the refused call.
        Assert.DoesNotContain(live.Complaints, complaint => !Refusal().IsMatch(complaint));
    }

    private static async Task SignInAsync(IPage page, string token)
    {
        await page.GetByLabel("Token").FillAsync(token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static async Task<string> TokenAsync(TestCluster cluster, string name, string role)
    {
        var (code, said) = await ClusterProcess.RunAsync("sweep-coordinator", "token", "add", name, "--role", role, "--home", cluster.Home);
        Assert.True(code == 0, said);
        return Token().Match(said).Value;
    }

    [GeneratedRegex(@"status of (401|403)")]
    private static partial Regex Refusal();

    [GeneratedRegex(@"sweep_\S+")]
    private static partial Regex Token();
}

using Microsoft.Playwright;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Page.Browsing;

/// <summary>Pictures of the page, for people to look at: in artifacts/test-results/screenshots.</summary>
internal static class Screenshots
{
    private static readonly string _folder = Path.Combine(Repository.Root, "artifacts", "test-results", "screenshots");

    public static async Task TakeAsync(IPage page, string name)
    {
        Directory.CreateDirectory(_folder);
        // Plots are drawn when they come near to being in sight.
        await page.EvaluateAsync(
            "async () => { for (let y = 0; y < document.body.scrollHeight; y += 800) { scrollTo(0, y); await new Promise(requestAnimationFrame); } scrollTo(0, 0); }"
        );
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(_folder, name + ".png"), FullPage = true });
    }
}

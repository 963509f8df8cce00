using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Sweep.Tests.Cli.Results;

/// <summary>A file opened in the browser, with everything that went wrong or tried to leave the machine.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _folder;

    private BrowserPage(IBrowserContext context, IPage page, string folder) => (_context, Page, _folder) = (context, page, folder);

    public IPage Page { get; }

    /// <summary>Console errors and warnings, uncaught exceptions, requests for anything but the file itself.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public static async Task<BrowserPage> OpenAsync(IBrowser browser, string html, ColorScheme colours, int width)
    {
        var folder = Directory.CreateTempSubdirectory("sweep-page-").FullName;
        var file = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(file, html);
        var context = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                Offline = true,
                ColorScheme = colours,
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
            }
        );
        context.SetDefaultTimeout(Browser.Patience);
        var page = new BrowserPage(context, await context.NewPageAsync(), folder);
        page.Page.Console += (_, message) => page.ComplainIf(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.Page.PageError += (_, error) => page.Complaints.Enqueue(error);
        page.Page.Request += (_, request) =>
            page.ComplainIf(request.Url != new Uri(file).AbsoluteUri && request.Url != "data:,", "request: " + request.Url);
        await page.Page.GotoAsync(new Uri(file).AbsoluteUri);
        return page;
    }

    /// <summary>Waits until every plot that has something to show is drawn; they are when they come near to being in sight.</summary>
    public async Task DrawnAsync()
    {
        foreach (var plot in await Page.Locator(".plot:not([hidden])").AllAsync())
        {
            await plot.ScrollIntoViewIfNeededAsync();
            await Assertions.Expect(plot.Locator("svg, canvas").First).ToBeVisibleAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void ComplainIf(bool wrong, string complaint)
    {
        if (wrong)
        {
            Complaints.Enqueue(complaint);
        }
    }
}

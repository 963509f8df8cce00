using System.Collections.Concurrent;
using Microsoft.Playwright;
using Sweep.Tests.Cli.Results;

namespace Sweep.Tests.Page.Browsing;

/// <summary>The coordinator's page, open in a browser, with everything that went wrong in it.</summary>
internal sealed class LivePage : IAsyncDisposable
{
    private readonly IBrowserContext _reader;
    private readonly Uri _address;

    private LivePage(IBrowserContext reader, IPage page, Uri address) => (_reader, Page, _address) = (reader, page, address);

    public IPage Page { get; }

    /// <summary>Console errors and warnings, uncaught exceptions, requests to anywhere else.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public static async Task<LivePage> OpenAsync(
        Browser browser,
        Uri address,
        string route = "/",
        ColorScheme colours = ColorScheme.Light,
        int width = 1280
    )
    {
        var reader = await browser.NewReaderAsync(
            new BrowserNewContextOptions
            {
                ColorScheme = colours,
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        var live = new LivePage(reader, await reader.NewPageAsync(), address);
        live.Page.Console += (_, message) =>
            live.ComplainIf(message.Type is "error" or "warning", $"{message.Type}: {message.Text} ({message.Location})");
        live.Page.PageError += (_, error) => live.Complaints.Enqueue(error);
        live.Page.Request += (_, request) =>
            live.ComplainIf(
                !request.Url.StartsWith(address.ToString(), StringComparison.Ordinal)
                    && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                    && !request.Url.StartsWith("blob:", StringComparison.Ordinal),
                "request: " + request.Url
            );
        await live.GoAsync(route);
        return live;
    }

    /// <param name="route">What follows the hash.</param>
    public Task GoAsync(string route) => Page.GotoAsync(new Uri(_address, "#" + route).ToString());

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private void ComplainIf(bool wrong, string complaint)
    {
        if (wrong)
            Complaints.Enqueue(complaint);
    }
}

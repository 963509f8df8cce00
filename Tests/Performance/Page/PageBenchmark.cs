using System.Globalization;
using Microsoft.Playwright;
using Sweep.Performance.Cluster;
using Sweep.Performance.Results;

namespace Sweep.Performance.Page;

/// <summary>How soon the page shows something, and how soon all trials of a sweep, over a coordinator whose store has a million finished ones.</summary>
internal sealed class PageBenchmark : IBenchmark
{
    private const int Rounds = 7;
    private const float Patience = 300_000;

    private static readonly (string Name, string Route, string Drawn)[] _pages =
    [
        ("sweeps", "", "document.querySelector('table.sweeps tbody tr') !== null"),
        (
            "a sweep's trials",
            $"#/sweeps/{FinishedStore.Sweep}/trials",
            "document.querySelector('canvas') !== null && document.body.innerText.includes('1,000,000 trials')"
        ),
        ("a sweep's results", $"#/sweeps/{FinishedStore.Sweep}/results", "document.querySelector('article .plot svg path') !== null"),
    ];

    public string Name => "page";

    public IReadOnlyList<string> Columns =>
        [
            "page, 1,000,000 trials in the store",
            "first contentful paint, ms, median (worst)",
            "drawn, ms, median (worst)",
            "first visit after a start: paint, drawn, ms",
        ];

    public async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync(CancellationToken cancellation)
    {
        var home = await FinishedStore.MakeAsync(cancellation);
        await using var broker = await LocalBroker.StartAsync(cancellation);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu"],
                Timeout = Patience,
            }
        );
        // The browser's own first page is slower than all others.
        await (await browser.NewPageAsync()).GotoAsync("data:text/html,<p>warm");

        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, route, drawn) in _pages)
        {
            // A coordinator of its own for each: the first one who asks about a sweep waits until its trials are read.
            await using var coordinator = await PageServer.StartAsync(home, broker, cancellation);
            var address = coordinator.Page + route;
            var first = await VisitAsync(browser, address, drawn);
            var rest = new List<(double Paint, double Drawn)>();
            for (var round = 0; round < Rounds; round++)
                rest.Add(await VisitAsync(browser, address, drawn));
            rows.Add([
                name,
                MedianAndWorst(rest.Select(visit => visit.Paint)),
                MedianAndWorst(rest.Select(visit => visit.Drawn)),
                $"{Text(first.Paint)}, {Text(first.Drawn)}",
            ]);
        }

        return rows;
    }

    /// <summary>As a new reader, with nothing in a cache.</summary>
    private static async Task<(double Paint, double Drawn)> VisitAsync(IBrowser browser, string address, string drawn)
    {
        await using var reader = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
            }
        );
        var page = await reader.NewPageAsync();
        await page.GotoAsync(address, new PageGotoOptions { Timeout = Patience, WaitUntil = WaitUntilState.Commit });
        // Milliseconds since the address was entered, in the frame in which the condition holds.
        var at = await (
            await page.WaitForFunctionAsync(
                $"() => {drawn} ? performance.now() : 0",
                null,
                new PageWaitForFunctionOptions { Timeout = Patience }
            )
        ).JsonValueAsync<double>();
        var paint = await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
        return (paint, at);
    }

    private static string MedianAndWorst(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return $"{Text(sorted[sorted.Count / 2])} ({Text(sorted[^1])})";
    }

    private static string Text(double milliseconds) => milliseconds.ToString("N0", CultureInfo.InvariantCulture);
}

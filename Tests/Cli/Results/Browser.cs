using Microsoft.Playwright;

namespace Sweep.Tests.Cli.Results;

/// <summary>The system's Chromium without a network, shared by a class's tests; Playwright only drives it.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Milliseconds that anything may take: a machine can be busy with other tests.</summary>
    public const float Patience = 300_000;

    private static readonly string[] _executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (_executables.FirstOrDefault(File.Exists) is not { } executable)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = executable,
                Timeout = Patience,
                // The sandbox needs rights that containers lack; the rest keeps Chromium's own services off the network.
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    /// <summary>Skips the calling test when no Chromium is installed.</summary>
    public async Task<BrowserPage> OpenAsync(string html, ColorScheme colours = ColorScheme.Light, int width = 1280)
    {
        Assert.SkipWhen(_browser is null, "Chromium is not installed (Debian: apt-get install chromium)");
        return await BrowserPage.OpenAsync(_browser, html, colours, width);
    }

    /// <summary>A browser of a new reader, without cookies. Skips the calling test when no Chromium is installed.</summary>
    public async Task<IBrowserContext> NewReaderAsync(BrowserNewContextOptions options)
    {
        Assert.SkipWhen(_browser is null, "Chromium is not installed (Debian: apt-get install chromium)");
        var reader = await _browser.NewContextAsync(options);
        reader.SetDefaultTimeout(Patience);
        return reader;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

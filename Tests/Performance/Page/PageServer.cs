using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Performance.Cluster;

namespace Sweep.Performance.Page;

/// <summary>A coordinator as a process, over a home that is there already.</summary>
internal sealed partial class PageServer : IAsyncDisposable
{
    private readonly Process _process;

    private PageServer(Process process, string page) => (_process, Page) = (process, page);

    /// <summary>The page's address, with a slash at its end.</summary>
    public string Page { get; }

    public static async Task<PageServer> StartAsync(string home, LocalBroker broker, CancellationToken cancellation)
    {
        var hosts = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{broker.Port}");
        var process = Process.Start(
            new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, "sweep-coordinator"),
                ["--home", home, "--listen", "127.0.0.1:0", "--page", "127.0.0.1:0", "--metrics", "off", "--broker-hosts", hosts]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (PageOn().Match(line) is { Success: true } match)
            {
                // A full pipe would stop it.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new PageServer(process, match.Groups[1].Value + "/");
            }
        }

        throw new InvalidOperationException($"The coordinator ended with {process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"page on (https?://[^\s;,]+)")]
    private static partial Regex PageOn();
}

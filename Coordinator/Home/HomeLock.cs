using System.Diagnostics;
using System.Globalization;

namespace Sweep.Coordinator.Home;

/// <summary>
/// Keeps a home to one process that runs sweeps, a coordinator or <c>sweep run</c>. The operating system frees it when the
/// process ends, however it ends, so a dead process never leaves it behind.
/// </summary>
public sealed class HomeLock : IDisposable
{
    private const string Unknown = "another process";

    private readonly FileStream _file;

    private HomeLock(FileStream file) => _file = file;

    /// <exception cref="HomeException">Another process holds it, or the home cannot be written.</exception>
    public static HomeLock Take(SweepHome home)
    {
        try
        {
            Directory.CreateDirectory(home.Folder);
            var taken = new HomeLock(Open(home));
            // A file of its own: nobody else can open the locked one.
            File.WriteAllText(home.ProcessId, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return taken;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HomeException(
                IsHeld(error)
                    ? $"{(Holder(home) is { } holder ? char.ToUpperInvariant(holder[0]) + holder[1..] : "Another process")} runs the sweeps in {home.Folder}. Wait for it, stop it, or use another --home."
                    : $"{home.Folder} cannot be used as home: {error.Message}"
            );
        }
    }

    /// <summary>The process that runs sweeps in this home, for people; null when none does. The home need not be writable.</summary>
    public static string? Holder(SweepHome home)
    {
        if (!File.Exists(home.Lock))
            return null;
        try
        {
            new FileStream(home.Lock, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return IsHeld(error) ? Name(home) : null;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.</summary>
    internal static bool IsHeld(Exception error) => error is IOException { HResult: 11 or 35 or unchecked((int)0x80070020) };

    /// <summary>Whoever holds it may not have written its id yet, and then the id is of one from before, or of a stranger.</summary>
    private static string Name(SweepHome home)
    {
        try
        {
            var holder = File.ReadAllText(home.ProcessId).Trim();
            using var process = Process.GetProcessById(int.Parse(holder, CultureInfo.InvariantCulture));
            return process.StartTime.ToUniversalTime() <= File.GetLastWriteTimeUtc(home.ProcessId) ? $"process {holder}" : Unknown;
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or FormatException
                        or OverflowException
                        or ArgumentException
                        or InvalidOperationException
            )
        {
            return Unknown;
        }
    }

    private static FileStream Open(SweepHome home) => new(home.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}

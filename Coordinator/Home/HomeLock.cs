using System.Globalization;

namespace Sweep.Coordinator.Home;

/// <summary>
/// Keeps a home to one process that runs sweeps, a coordinator or <c>sweep run</c>. The operating system frees it when the
/// process ends, however it ends, so a dead process never leaves it behind.
/// </summary>
public sealed class HomeLock : IDisposable
{
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
            throw new HomeException(Holder(home) is { } holder
                ? $"Process {holder} runs the sweeps in {home.Folder}. Wait for it, stop it, or use another --home."
                : $"{home.Folder} cannot be used as home: {error.Message}");
        }
    }

    /// <summary>The process that runs sweeps in this home; null when none does.</summary>
    public static string? Holder(SweepHome home)
    {
        if (!File.Exists(home.Lock))
            return null;
        try
        {
            Open(home).Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return File.Exists(home.ProcessId) ? File.ReadAllText(home.ProcessId).Trim() : "unknown";
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(SweepHome home) => new(home.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}

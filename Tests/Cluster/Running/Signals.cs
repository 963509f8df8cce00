using System.Diagnostics;
using System.Globalization;

namespace Sweep.Tests.Cluster.Running;

/// <summary>kill(1), always with one process's id.</summary>
internal static class Signals
{
    /// <summary>False when there is no such process.</summary>
    public static bool Send(string name, int process)
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true }
        )!;
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }

    public static bool IsAlive(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return !stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');
        }
        catch (IOException)
        {
            // It is gone, or went while this was read.
            return false;
        }
    }
}

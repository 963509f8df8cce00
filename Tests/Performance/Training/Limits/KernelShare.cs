using System.Diagnostics;
using System.Globalization;

namespace Sweep.Performance.Training.Limits;

/// <summary>Where the processor is while a loop trains, sampled by Linux' perf.</summary>
internal static class KernelShare
{
    /// <summary>
    /// What counts as libtorch: its libraries, those it computes with, the code oneDNN generates ([JIT]; .NET's own is in a
    /// memfd), and the system on their behalf.
    /// </summary>
    private static readonly string[] _libtorch =
    [
        "libtorch",
        "libc10",
        "libdnnl",
        "libmkldnn",
        "libopenblas",
        "libblas",
        "libgomp",
        "liblapack",
        "[kernel",
        "[vdso]",
        "[JIT]",
    ];

    /// <summary>Share of a process's samples in neither libtorch nor what it calls; null when there is no perf.</summary>
    public static async Task<double?> OutsideLibtorchAsync(int process, Func<Task> train, CancellationToken cancellation)
    {
        var data = Path.GetTempFileName();
        try
        {
            using var perf = Start("record", "-q", "-e", "cpu-clock", "-o", data, "-p", process.ToString(CultureInfo.InvariantCulture));
            await train();
            Process.Start("kill", ["-INT", perf.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();
            await perf.WaitForExitAsync(cancellation);

            using var report = Start("report", "-i", data, "--stdio", "-q", "--sort", "dso", "-t", ";");
            var lines = (await report.StandardOutput.ReadToEndAsync(cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var shares = lines
                .Select(line => line.Split(';'))
                .Where(cells => cells.Length == 2)
                .Select(cells =>
                    (Library: cells[1].Trim(), Percent: double.Parse(cells[0].Trim().TrimEnd('%'), CultureInfo.InvariantCulture))
                )
                .ToList();
            return shares.Count == 0 ? null : shares.Where(share => !IsLibtorch(share.Library)).Sum(share => share.Percent) / 100;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(data);
        }
    }

    private static bool IsLibtorch(string library) => _libtorch.Any(part => library.Contains(part, StringComparison.Ordinal));

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("perf", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}

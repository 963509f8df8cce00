using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Sweep.Worker.Examination;

/// <summary>
/// Runs the quick checks of <c>sweep doctor</c> on this machine, in a process of their own. When a driver or a library crashes, that is a
/// finding and does not end the worker.
/// </summary>
/// <param name="program">The program and its leading arguments; tests pass another program.</param>
/// <param name="home">The worker's home folder.</param>
public sealed class QuickExamination(IReadOnlyList<string> program, string home, TimeProvider time)
{
    /// <summary>The number is limited because every heartbeat carries the findings.</summary>
    private const int MostFindings = 8;

    private const int MostCharacters = 300;

    /// <summary>The groups of checks that concern a worker. It lists its data itself, and its folders are not those of a home.</summary>
    private static readonly string[] _groups = ["machine", "training"];

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    /// <summary>Null when <c>sweep</c> is not in the folder of this program.</summary>
    public static QuickExamination? Here(string home, TimeProvider time)
    {
        var sweep = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "sweep.exe" : "sweep");
        return File.Exists(sweep) ? new QuickExamination([sweep], home, time) : null;
    }

    /// <returns>See <see cref="Contracts.Messages.WorkerStatus.Findings"/>.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_limit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return Read(await AskAsync(stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return [$"failed: sweep doctor: did not end within {_limit.TotalMinutes:0} minutes"];
        }
        catch (Exception error)
            when (error is JsonException or KeyNotFoundException or InvalidOperationException or Win32Exception or IOException)
        {
            return [Shorten($"failed: sweep doctor: {error.Message.ReplaceLineEndings(" ")}")];
        }
    }

    private async Task<string> AskAsync(CancellationToken stop)
    {
        var start = new ProcessStartInfo(program[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (IEnumerable<string>)[.. program.Skip(1), "doctor", "--machine", "--quick", "--home", home, "--format", "json"]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var child = Process.Start(start)!;
        try
        {
            var (output, error) = (child.StandardOutput.ReadToEndAsync(stop), child.StandardError.ReadToEndAsync(stop));
            await child.WaitForExitAsync(stop).ConfigureAwait(false);
            await error.ConfigureAwait(false);
            return await output.ConfigureAwait(false) is { Length: > 0 } answer
                ? answer
                : throw new InvalidOperationException($"it ended with {child.ExitCode} and wrote nothing");
        }
        finally
        {
            if (!child.HasExited)
                child.Kill(entireProcessTree: true);
        }
    }

    private static string[] Read(string json)
    {
        using var report = JsonDocument.Parse(json);
        var troubles =
            from check in report.RootElement.GetProperty("checks").EnumerateArray()
            where _groups.Contains(check.GetProperty("group").GetString())
            let state = check.GetProperty("state").GetString()
            where state is "failed" or "warning"
            orderby state == "failed" ? 0 : 1
            select Shorten($"{state}: {check.GetProperty("name").GetString()}: {check.GetProperty("found").GetString()}");
        return [.. troubles.Take(MostFindings)];
    }

    private static string Shorten(string finding) => finding.Length <= MostCharacters ? finding : $"{finding[..(MostCharacters - 1)]}…";
}

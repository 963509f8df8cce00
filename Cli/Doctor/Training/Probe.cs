using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Sweep.Cli.Output;
using Sweep.Client.Errors;
using Sweep.Hosting.Telemetry;
using Sweep.Worker.Examination;

namespace Sweep.Cli.Doctor.Training;

/// <summary>Parts of the examination that load libtorch.</summary>
internal enum ProbePart
{
    Libtorch,
    Devices,
    Repeat,
    Speed,
}

/// <summary>
/// Examines in a process of its own what may end a process: libtorch is native code that another library, or a driver, may make crash. The
/// child is this program, asked by an option that is in no help; it writes what it found as a line of JSON.
/// </summary>
/// <param name="program">The program and what comes before the verb; in tests another.</param>
internal sealed class Probe(IReadOnlyList<string> program)
{
    /// <summary>The option by which the child is asked.</summary>
    public const string Option = "--probe";

    private const string Failed = "failed: ";

    public static Probe OfThisProgram { get; } =
        new([Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "sweep.exe" : "sweep")]);

    /// <param name="asked">Architecture, device and threads, as far as the part needs them.</param>
    /// <exception cref="ProbeException">The child did not answer.</exception>
    public async Task<T> AskAsync<T>(ProbePart part, CancellationToken cancellation, params IEnumerable<string> asked)
    {
        var start = new ProcessStartInfo(program[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in (IEnumerable<string>)[.. program.Skip(1), "doctor", Option, string.Join(',', [Label.Of(part), .. asked])])
            start.ArgumentList.Add(argument);
        using var child = Start(start);
        try
        {
            var (output, error) = (child.StandardOutput.ReadToEndAsync(cancellation), child.StandardError.ReadToEndAsync(cancellation));
            await child.WaitForExitAsync(cancellation).ConfigureAwait(false);
            var lines = (await output.ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.LastOrDefault(line => line.StartsWith(Failed, StringComparison.Ordinal)) is { } failed)
                throw new ProbeException(failed[Failed.Length..]);
            return child.ExitCode == 0 && lines.LastOrDefault(line => line.StartsWith('{') || line.StartsWith('[')) is { } answer
                ? JsonSerializer.Deserialize<T>(answer, JsonOutput.OneLine)!
                : throw new ProbeException($"{End(child.ExitCode)}{LastLine(await error.ConfigureAwait(false))}");
        }
        finally
        {
            if (!child.HasExited)
                child.Kill(entireProcessTree: true);
        }
    }

    /// <summary>In the child.</summary>
    public static async Task<int> AnswerAsync(string asked, TextWriter output, TimeProvider time)
    {
        try
        {
            object answer = asked.Split(',') switch
            {
                ["libtorch"] => Libtorch.Load(),
                ["devices"] => Devices.Try(),
                ["repeat", var architecture, var device, var threads] => await new RepeatedStage(
                    architecture,
                    device,
                    Number(threads),
                    time
                )
                    .RunAsync()
                    .ConfigureAwait(false),
                ["speed", var architecture, var device, var threads] => await TrainingSpeed
                    .Of(architecture, device, Number(threads), time)
                    .MeasureAsync()
                    .ConfigureAwait(false),
                _ => throw new BadInputException($"{Option} {asked}: is asked by sweep doctor alone."),
            };
            await output.WriteLineAsync(JsonSerializer.Serialize(answer, answer.GetType(), JsonOutput.OneLine)).ConfigureAwait(false);
            return ExitCode.Completed;
        }
        catch (Exception error) when (error is not BadInputException)
        {
            await output.WriteLineAsync($"{Failed}{LibraryErrors.Cause(error.Message)} [{error.GetType().Name}]").ConfigureAwait(false);
            return ExitCode.Fault;
        }
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            throw new ProbeException($"{program[0]} cannot be started: {error.Message}");
        }
    }

    private static string End(int code) =>
        code switch
        {
            128 + 4 => "the process was ended by SIGILL (an instruction that this processor does not have)",
            128 + 6 => "the process was ended by SIGABRT",
            128 + 9 => "the process was ended by SIGKILL, as the kernel does when memory is short",
            128 + 11 => "the process was ended by SIGSEGV (a crash in native code)",
            _ => $"the process ended with {code}",
        };

    private static string LastLine(string error) =>
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? $": {last}" : "";
}

/// <summary>The child did not answer; the message says why.</summary>
internal sealed class ProbeException(string message) : Exception(message);

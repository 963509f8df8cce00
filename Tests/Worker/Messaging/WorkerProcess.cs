using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>The built <c>sweep-worker</c> as a child process.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start(params IEnumerable<string> arguments) => StartWith("--default-signal=INT,HUP", arguments);

    /// <summary>Starts the program with a signal ignored from the beginning.</summary>
    public static WorkerProcess StartIgnoring(string signal, params IEnumerable<string> arguments) =>
        StartWith($"--ignore-signal={signal}", arguments);

    private static WorkerProcess StartWith(string signals, IEnumerable<string> arguments)
    {
        // Background jobs of a shell and their children ignore SIGINT. env(1) restores the default and then executes the program.
        var start = new ProcessStartInfo("env")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "sweep-worker")).Prepend(signals))
            start.ArgumentList.Add(argument);
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("SWEEP_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        // Several workers run on this machine.
        start.Environment["SWEEP_WORKER__METRICS"] = "off";
        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Reads the log up to a line with this text.</summary>
    public async Task ReadToAsync(string text)
    {
        while (await _process.StandardError.ReadLineAsync(Waiting.Stop).AsTask().WaitAsync(Waiting.Patience, Waiting.Stop) is { } line)
        {
            _log.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"The process ended before a line with '{text}':\n{_log}");
    }

    public async Task<(int Code, string Output, string Log)> EndAsync()
    {
        var output = _process.StandardOutput.ReadToEndAsync(Waiting.Stop);
        _log.Append(await _process.StandardError.ReadToEndAsync(Waiting.Stop).WaitAsync(Waiting.Patience, Waiting.Stop));
        await _process.WaitForExitAsync(Waiting.Stop).WaitAsync(Waiting.Patience, Waiting.Stop);
        return (_process.ExitCode, await output, _log.ToString());
    }

    /// <summary>Sends a signal to this process by kill(1).</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}

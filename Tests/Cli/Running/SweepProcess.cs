using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sweep.Tests.Cli.Running;

/// <summary>The built program as a child process, its output read as it comes.</summary>
internal sealed class SweepProcess : IDisposable
{
    /// <summary>Long, because the machine may be loaded: a test that passes does not wait for it.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error;

    private SweepProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync(Stop);
    }

    public int Id => _process.Id;

    /// <summary>All lines so far.</summary>
    public string[] Lines => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static SweepProcess Start(params IEnumerable<string> arguments) => StartWith([], arguments);

    /// <param name="variables">Of its environment, each as <c>NAME=VALUE</c>.</param>
    public static SweepProcess StartWith(IEnumerable<string> variables, params IEnumerable<string> arguments) =>
        StartProgram(null, variables, arguments);

    /// <param name="program">Null for the one beside the tests.</param>
    /// <param name="variables">See <see cref="StartWith"/>.</param>
    public static SweepProcess StartProgram(string? program, IEnumerable<string> variables, IEnumerable<string> arguments)
    {
        // What a shell runs in the background ignores SIGINT, and what nohup(1) runs SIGHUP; env(1) gives the program its defaults back and becomes it.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            var argument in (string[])
                ["--default-signal=INT,HUP", .. variables, program ?? Path.Combine(AppContext.BaseDirectory, "sweep"), .. arguments]
        )
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("SWEEP_HOME");
        start.Environment.Remove("SWEEP_DATA");
        return new SweepProcess(Process.Start(start)!);
    }

    public static async Task<(int Code, string Output, string Error)> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Reads on until a line that begins so.</summary>
    public async Task<string> ReadToAsync(string beginning)
    {
        while (await _process.StandardOutput.ReadLineAsync(Stop).AsTask().WaitAsync(_patience, Stop) is { } line)
        {
            _output.AppendLine(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The process ended before a line '{beginning}…':\n{_output}\n{await _error}");
    }

    /// <summary>Reads on until there was a line of its own for each of these beginnings, in whatever order.</summary>
    public async Task ReadToAllAsync(params string[] beginnings)
    {
        var awaited = beginnings.ToList();
        while (awaited.Count > 0)
        {
            var line = await ReadToAsync("");
            if (awaited.Find(beginning => line.StartsWith(beginning, StringComparison.Ordinal)) is { } found)
                awaited.Remove(found);
        }
    }

    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        _output.Append(await _process.StandardOutput.ReadToEndAsync(Stop).WaitAsync(_patience, Stop));
        await _process.WaitForExitAsync(Stop).WaitAsync(_patience, Stop);
        return (_process.ExitCode, _output.ToString(), await _error);
    }

    /// <summary>kill(1) with a signal's name, on this very process.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>
    /// Lets its address space grow by so many bytes from now on, with prlimit(1): what it asks for beyond that, the kernel refuses.
    /// Linux.
    /// </summary>
    public void LimitGrowth(long bytes)
    {
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        var pages = long.Parse(File.ReadAllText($"/proc/{id}/statm").Split(' ')[0], CultureInfo.InvariantCulture);
        var limit = ((pages * Environment.SystemPageSize) + bytes).ToString(CultureInfo.InvariantCulture);
        using var prlimit = Process.Start("prlimit", [$"--pid={id}", $"--as={limit}:"]);
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}

using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Sweep.Tests.Cluster.Running;

/// <summary>One of the built programs as a child process, what it says read as it comes.</summary>
internal sealed partial class ClusterProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Task _reading;

    private ClusterProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Where a coordinator, or a worker, that has begun shows its metrics and its health.</summary>
    public Uri Metrics => new(MetricsAt().Match(Said).Groups[1].Value);

    /// <summary>Both outputs, so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    /// <param name="program"><c>sweep</c>, <c>sweep-coordinator</c> or <c>sweep-worker</c>.</param>
    public static ClusterProcess Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? variables = null,
        string[]? wrapper = null
    )
    {
        // A shell's background jobs, and all they start, ignore SIGINT; env(1) gives the program its default back and becomes it.
        string[] command = [.. wrapper ?? ["env", "--default-signal=INT"], Path.Combine(AppContext.BaseDirectory, program), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SWEEP_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        // Several of a program run on this machine.
        start.Environment["SWEEP_COORDINATOR__METRICS"] = start.Environment["SWEEP_WORKER__METRICS"] = "127.0.0.1:0";
        // On this machine it would be many workers at once.
        start.Environment["SWEEP_WORKER__EXAMINE"] = "false";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ClusterProcess(Process.Start(start)!);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        await using var process = Start(program, arguments);
        return (await process.EndAsync(), process.Said);
    }

    /// <summary>Waits until it has said this.</summary>
    public Task SaysAsync(string text, int times = 1) =>
        Until.TrueAsync(
            $"'{text}' is said",
            () =>
                Count(text) >= times
                || (
                    _process.HasExited
                        ? throw new InvalidOperationException($"It ended with {_process.ExitCode} and had said:\n{Said}")
                        : false
                ),
            () => Said
        );

    /// <summary>Whether it has said this.</summary>
    public bool Says(string text) => Said.Contains(text, StringComparison.Ordinal);

    public int Count(string text) => (Said.Length - Said.Replace(text, "", StringComparison.Ordinal).Length) / text.Length;

    public void Signal(string name) => Assert.True(Signals.Send(name, Id), $"Process {Id} does not run.");

    /// <summary>kill -9; returns when it is gone.</summary>
    public async Task KillAsync()
    {
        Signal("KILL");
        await EndAsync();
    }

    /// <summary>Waits for its end; returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Until.Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Process {Id} does not end. It has said:\n{Said}");
        }

        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"metrics (http://[^\s,]+)")]
    private static partial Regex MetricsAt();

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_said)
                _said.AppendLine(line);
        }
    }
}

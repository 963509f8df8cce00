using System.Diagnostics;
using System.Globalization;

namespace Sweep.Tests.Cluster.Running;

/// <summary>A RabbitMQ of the test's own, by <c>build/broker.sh</c>. What its queues hold is kept over a stop and a kill.</summary>
internal sealed class RabbitBroker : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-mq-").FullName;

    private RabbitBroker() { }

    public int Port => int.Parse(Facts()["PORT"], CultureInfo.InvariantCulture);

    public string Host => $"127.0.0.1:{Port}";

    public int ProcessId => int.Parse(File.ReadAllText(Path.Combine(_folder, "pid")), CultureInfo.InvariantCulture);

    /// <param name="configuration">Lines of rabbitmq.conf.</param>
    /// <param name="advanced">Its advanced.config, for what rabbitmq.conf cannot say.</param>
    public static async Task<RabbitBroker> StartAsync(string[] configuration, string? advanced = null)
    {
        var broker = new RabbitBroker();
        await File.WriteAllLinesAsync(Path.Combine(broker._folder, "extra.conf"), configuration);
        if (advanced is not null)
            await File.WriteAllTextAsync(Path.Combine(broker._folder, "advanced.config"), advanced);
        try
        {
            await broker.StartAgainAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>On the same ports and folder.</summary>
    public Task StartAgainAsync() => ScriptAsync("start");

    /// <summary>In order, which closes connections.</summary>
    public Task StopAsync() => ScriptAsync("stop");

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        var process = ProcessId;
        Assert.True(Signals.Send("KILL", process), "The broker does not run.");
        await Until.TrueAsync("the broker is gone", () => !Signals.IsAlive(process));
    }

    public string Log() => string.Join('\n', Directory.EnumerateFiles(Path.Combine(_folder, "log"), "*.log").Select(File.ReadAllText));

    /// <summary>rabbitmqctl, quietly; returns what it prints.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var facts = Facts();
        return await RunAsync(
            "/usr/lib/rabbitmq/bin/rabbitmqctl",
            ["-q", "-n", facts["NODE"], .. arguments],
            new()
            {
                ["HOME"] = _folder,
                ["ERL_EPMD_PORT"] = facts["EPMD_PORT"],
                ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "env"),
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in new[] { "pid", "epmd.pid" })
        {
            var path = Path.Combine(_folder, file);
            if (File.Exists(path) && int.TryParse(await File.ReadAllTextAsync(path), CultureInfo.InvariantCulture, out var process))
            {
                Signals.Send("KILL", process);
                await Until.TrueAsync("the broker is gone", () => !Signals.IsAlive(process));
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Task<string> ScriptAsync(string verb) => RunAsync(Path.Combine(Repository.Root, "build", "broker.sh"), [verb, _folder], []);

    private static async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string> variables)
    {
        // Into a file: the broker inherits its script's outputs and would keep a pipe open.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(
                "/bin/sh",
                ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1", "sh", output, program, .. arguments]
            );
            foreach (var (name, value) in variables)
                start.Environment[name] = value;
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync().WaitAsync(Until.Patience);
            var said = await File.ReadAllTextAsync(output);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{said}");
            return said;
        }
        finally
        {
            File.Delete(output);
        }
    }

    private Dictionary<string, string> Facts() =>
        File.ReadLines(Path.Combine(_folder, "broker")).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Sweep.Tests.Worker.Messaging;

/// <summary>Tests the program without a broker; the cluster tests run it with one.</summary>
public sealed class WorkerProgramTests
{
    [Fact]
    public async Task Help_NamesSettingsVariablesAndExitCodes()
    {
        using var worker = WorkerProcess.Start("--help");
        var (code, output, log) = await worker.EndAsync();
        Assert.Equal((0, ""), (code, log));
        foreach (
            var text in new[]
            {
                "--slots <N>",
                "SWEEP_WORKER__SLOTS",
                "SWEEP_BROKER__PASSWORD_FILE",
                "Exit codes",
                "Examples:",
                "[default: 512MiB]",
            }
        )
        {
            Assert.Contains(text, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        using var worker = WorkerProcess.Start("--version");
        var (code, output, _) = await worker.EndAsync();
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", output);
    }

    [Theory]
    [InlineData("--device", "cuda:77", "sweep-worker: device: There is no device 'cuda:77'")]
    [InlineData("--checkpoints", "/proc/none/here", "sweep-worker: checkpoints: /proc/none/here cannot be used: ")]
    [InlineData("--slots", "many", "sweep-worker: --slots: expected a whole number")]
    [InlineData("--broker-password-file", "/nowhere/secret", "sweep-worker: broker.password-file: /nowhere/secret is not there")]
    public async Task Start_UnusableSetting_EndsWith2AndALine(string flag, string value, string line)
    {
        using var worker = WorkerProcess.Start(flag, value);
        var (code, output, log) = await worker.EndAsync();
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith(line, log, StringComparison.Ordinal);
        Assert.Single(log.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task Start_NoBroker_KeepsTryingSaysSoOnceAndEndsWith0(string signal)
    {
        await using var broker = new HangingUp();
        using var worker = WorkerProcess.Start("--engine", "noop", "--slots", "2", "--name", "here", "--broker-hosts", broker.Address);
        await worker.ReadToAsync("2 slots on noop, engine noop, broker guest@127.0.0.1:");
        await worker.ReadToAsync($"Cannot reach the broker, guest@{broker.Address}: ");
        var calls = broker.Calls;
        await Waiting.Until("it has tried twice more", () => broker.Calls >= calls + 2);
        worker.Signal(signal);
        var (code, output, log) = await worker.EndAsync();
        Assert.Equal((0, ""), (code, output));
        Assert.Single(log.Split('\n'), line => line.Contains("Cannot reach", StringComparison.Ordinal));
        Assert.Contains("has ended", log, StringComparison.Ordinal);
    }

    /// <summary>nohup starts programs in this way.</summary>
    [Fact]
    public async Task HangUp_Ignored_KeepsRunning()
    {
        await using var broker = new HangingUp();
        using var worker = WorkerProcess.StartIgnoring("HUP", "--engine", "noop", "--broker-hosts", broker.Address);
        await worker.ReadToAsync("Cannot reach the broker");
        worker.Signal("HUP");
        var calls = broker.Calls;
        await Waiting.Until("it has tried twice more", () => broker.Calls >= calls + 2);
        worker.Signal("TERM");

        Assert.Equal(0, (await worker.EndAsync()).Code);
    }

    [Fact]
    public async Task Log_Json_WritesOneObjectPerLine()
    {
        await using var broker = new HangingUp();
        using var worker = WorkerProcess.Start("--engine", "noop", "--log-format", "json", "--broker-hosts", broker.Address);
        await worker.ReadToAsync("Cannot reach the broker");
        worker.Signal("TERM");
        var (_, _, log) = await worker.EndAsync();
        Assert.All(log.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
    }

    /// <summary>A port that counts its callers and closes their connections.</summary>
    private sealed class HangingUp : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _answering;
        private volatile int _calls;

        public HangingUp()
        {
            _listener.Start();
            _answering = AnswerAsync();
        }

        public int Calls => _calls;

        public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _answering);
            _listener.Stop();
            _end.Dispose();
        }

        private async Task AnswerAsync()
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                try
                {
                    // Read the name of the protocol first. Closing earlier would sometimes reset the connection, which is another error.
                    await client.GetStream().ReadExactlyAsync(new byte[8], _end.Token);
                    _calls++;
                }
                catch (IOException)
                {
                    // The caller closed the connection first.
                }
            }
        }
    }
}

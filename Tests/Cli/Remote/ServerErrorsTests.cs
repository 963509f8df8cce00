using System.Net;
using System.Net.Sockets;
using Sweep.Cli;
using Sweep.Cli.Connecting;

namespace Sweep.Tests.Cli.Remote;

public class ServerErrorsTests
{
    [Theory]
    [InlineData("list")]
    [InlineData("pause", "small")]
    [InlineData("workers")]
    [InlineData("drain", "--all")]
    public async Task AnyVerb_NobodyAnswers_SaysTheAddressAndHowToStartOne(params string[] arguments)
    {
        // Taken, so that nobody else gets the port, but not listened to.
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = $"http://{taken.LocalEndPoint}";
        var run = await Cluster.RunAsync([.. arguments, "--server", address]);

        Assert.Equal((ExitCode.Fault, ""), (run.ExitCode, run.Output));
        var line = Assert.Single(run.Error.Trim().Split('\n'));
        Assert.StartsWith($"No coordinator answers at {address} (", line, StringComparison.Ordinal);
        Assert.Contains("make cluster", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyVerb_SomethingElseAnswers_SaysSoInOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://{other.LocalEndpoint}";
        var answering = AnswerAsync(other);
        var run = await Cluster.RunAsync("list", "--server", address);
        other.Stop();
        await answering;

        Assert.Equal(ExitCode.Fault, run.ExitCode);
        Assert.Contains(address, Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:5080")]
    [InlineData("ftp://localhost")]
    [InlineData("http://localhost:5080/somewhere")]
    public async Task AnyVerb_NoAddress_SaysWhatIsExpected(string address)
    {
        var run = await Cluster.RunAsync("list", "--server", address);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"--server: expected {ServerAddress.Expected}, found '{address}'", run.Error, StringComparison.Ordinal);
    }

    /// <summary>As a web server that knows no HTTP/2.</summary>
    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            }
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }
}

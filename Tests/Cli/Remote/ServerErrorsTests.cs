using System.Net;
using System.Net.Sockets;
using Sweep.Cli;
using Sweep.Client.Connecting;

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
        using var end = new CancellationTokenSource();
        var answering = AnswerAsync(other, end.Token);
        var run = await Cluster.RunAsync("list", "--server", address);
        await end.CancelAsync();
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
    private static async Task AnswerAsync(TcpListener listener, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(end);
                var stream = client.GetStream();
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), end);
                // To its end: closing with something unread would reset the connection, and the answer could be lost with it.
                await stream.CopyToAsync(Stream.Null, end);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // The client, or the test, has had enough.
            }
        }
    }
}

using System.CommandLine;
using Sweep.Cli;
using Sweep.Cli.Connecting;
using Sweep.Client.Connecting;
using Sweep.Tests.Client.Connecting;

namespace Sweep.Tests.Cli.Connecting;

public class ConnectionOptionsTests
{
    private const string Two = """
        current: here
        contexts:
          here: { server: 'http://127.0.0.1:1111', token-file: here.token }
          lab: { server: 'https://lab:2222', token-file: lab.token }
        """;

    [Theory]
    [InlineData("http://127.0.0.1:1111", null, null)]
    [InlineData("https://lab:2222", null, "lab")]
    [InlineData("http://127.0.0.1:3333", "http://127.0.0.1:3333", "lab")]
    [InlineData("http://127.0.0.1:4444", "http://127.0.0.1:3333", "lab", "--server", "http://127.0.0.1:4444")]
    [InlineData("https://lab:2222", "http://127.0.0.1:3333", "here", "--context", "lab")]
    public async Task Resolve_SeveralAddresses_FlagsGoBeforeVariablesBeforeTheFile(
        string address,
        string? server,
        string? context,
        params string[] arguments
    )
    {
        using var folder = Folder();
        _ = server is null ? folder : folder.With("SWEEP_SERVER", server);
        _ = context is null ? folder : folder.With("SWEEP_CONTEXT", context);

        Assert.Equal(address, (await ConnectAsync(folder, arguments)).Name);
    }

    [Fact]
    public async Task Resolve_NothingIsNamed_IsThisMachine()
    {
        using var folder = new ConfigFolder();
        var connection = await ConnectAsync(folder);

        Assert.Equal(("http://127.0.0.1:5080", null), (connection.Name, connection.Token));
    }

    [Fact]
    public async Task Resolve_SeveralTokens_TheNearestIsTaken()
    {
        using var folder = Folder();
        var other = folder.Write("other.token", "of-the-flag\n");
        var ofContext = await ConnectAsync(folder);
        var ofVariable = await ConnectAsync(folder.With("SWEEP_TOKEN", "of-the-variable"));
        var ofFile = await ConnectAsync(folder.With("SWEEP_TOKEN_FILE", folder.Write("file.token", "of-the-file")));
        var ofFlag = await ConnectAsync(folder, "--token-file", other);

        Assert.Equal(
            ["of-here", "of-the-variable", "of-the-file", "of-the-flag"],
            new[] { ofContext, ofVariable, ofFile, ofFlag }.Select(connection => connection.Token!.Value.Value)
        );
        Assert.Equal("token-file of context here", ofContext.Token!.Origin[..26]);
    }

    [Fact]
    public async Task Resolve_TokenOfAContext_IsNotSentToAnotherServer()
    {
        using var folder = Folder();

        Assert.Null((await ConnectAsync(folder, "--server", "http://127.0.0.1:4444")).Token);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost:5080")]
    [InlineData("http://[::1]:5080")]
    [InlineData("https://10.0.0.7:5080")]
    public async Task Resolve_TokenToThisMachineOrOverTls_IsSent(string address)
    {
        using var folder = new ConfigFolder().With("SWEEP_TOKEN", "geheim");

        Assert.NotNull((await ConnectAsync(folder, "--server", address)).Token);
    }

    [Theory]
    [InlineData("http://10.0.0.7:5080")]
    [InlineData("http://localhost.example.org:5080")]
    public async Task Resolve_TokenInClearText_IsRefused(string address)
    {
        using var folder = new ConfigFolder().With("SWEEP_TOKEN", "geheim");
        var run = await RunAsync(folder, _ => { }, "--server", address);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("(SWEEP_TOKEN) is sent over TLS or within this machine only", run.Error, StringComparison.Ordinal);
        Assert.Contains("ssh -L 5080:127.0.0.1:5080", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SWEEP_SERVER", "lab", "SWEEP_SERVER: expected an address such as")]
    [InlineData("SWEEP_CONTEXT", "lba", "SWEEP_CONTEXT: there is no context 'lba', did you mean lab?; expected one of here, lab.")]
    [InlineData("SWEEP_TOKEN", "two words", "SWEEP_TOKEN: expected one line with a token")]
    [InlineData("SWEEP_TOKEN_FILE", "/nowhere/token", "SWEEP_TOKEN_FILE /nowhere/token: cannot be read")]
    public async Task Resolve_BadVariable_SaysWhatIsExpected(string variable, string value, string message)
    {
        using var folder = Folder().With(variable, value);
        var run = await RunAsync(folder, _ => { });

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("two words", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--server and --context: expected one of them", "--server", "http://a:1", "--context", "lab")]
    [InlineData("--ca-file: is for https:// addresses", "--server", "http://a:1", "--ca-file", "x.pem")]
    [InlineData("--ca-file /nowhere.pem: cannot be read", "--server", "https://a:1", "--ca-file", "/nowhere.pem")]
    [InlineData("--ca-file /dev/null: expected a PEM file", "--server", "https://a:1", "--ca-file", "/dev/null")]
    [InlineData("--server: expected an address", "--server", "http://user@a:1")]
    public async Task Resolve_BadOption_SaysWhatIsExpected(string message, params string[] arguments)
    {
        using var folder = Folder();
        var run = await RunAsync(folder, _ => { }, arguments);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static ConfigFolder Folder()
    {
        var folder = new ConfigFolder().WithConfig(Two);
        folder.Write(Path.Combine("sweep", "here.token"), "of-here\n");
        folder.Write(Path.Combine("sweep", "lab.token"), "of-lab\n");
        return folder;
    }

    private static async Task<Connection> ConnectAsync(ConfigFolder folder, params string[] arguments)
    {
        Connection? found = null;
        var run = await RunAsync(folder, connection => found = connection, arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return found!;
    }

    private static Task<SweepRun> RunAsync(ConfigFolder folder, Action<Connection> take, params string[] arguments)
    {
        var options = new ConnectionOptions(variable: folder.Variable);
        var verb = new Command("verb");
        options.AddTo(verb);
        verb.SetAction(parsed => take(options.Resolve(parsed)));
        return SweepRun.Of([verb], ["verb", .. arguments]);
    }
}

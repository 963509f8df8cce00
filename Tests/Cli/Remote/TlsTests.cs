using Sweep.Cli;
using Sweep.Coordinator.Api.Security;
using Sweep.Tests.Client.Connecting;
using Sweep.Tests.Cluster.Running;
using Sweep.Tests.Coordinator.Api;

namespace Sweep.Tests.Cli.Remote;

public sealed class TlsTests : IAsyncLifetime
{
    private readonly TestCertificates _files = TestCertificates.Create();
    private readonly ConfigFolder _folder = new();
    private ApiServer _server = null!;

    /// <summary>The certificate is of this name.</summary>
    private string Address => $"https://localhost:{new Uri(_server.Address).Port}";

    public async ValueTask InitializeAsync() =>
        _server = await ApiServer.StartAsync(with: options => options with { Tls = new TlsFiles(_files.Certificate, _files.Key) });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task AnyVerb_AuthorityAndToken_AreUsed()
    {
        var token = _folder.Write("me.token", _server.AddToken("me", Role.Operator));
        using var spec = new SpecOnDisk(Specs.Small);
        // Else submitting warns that nobody takes it up.
        _server.Join("w");
        string[] secured = ["--server", Address, "--ca-file", _files.Authority, "--token-file", token];
        var submit = await Cluster.RunAsync(["submit", spec.Path, .. secured]);
        var results = await Cluster.RunAsync(["results", .. secured]);
        var report = await Cluster.RunAsync(["report", "-o", Path.Combine(_folder.Folder, "small.html"), .. secured]);

        Assert.Equal(("", "", ""), (submit.Error, results.Error, report.Error));
        Assert.True(File.Exists(Path.Combine(_folder.Folder, "small.html")));
    }

    [Fact]
    public async Task AnyVerb_UnknownAuthority_SaysHowToNameIt()
    {
        using var others = TestCertificates.Create();
        var none = await Cluster.RunAsync("list", "--server", Address);
        var other = await Cluster.RunAsync("list", "--server", Address, "--ca-file", others.Authority);

        Assert.Equal((ExitCode.Fault, ExitCode.Fault), (none.ExitCode, other.ExitCode));
        Assert.Contains($"The certificate of {Address} is refused", none.Error, StringComparison.Ordinal);
        Assert.Contains("--ca-file FILE names that", none.Error, StringComparison.Ordinal);
        Assert.Contains("have not signed it", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyVerb_NameThatTheCertificateIsNotOf_IsRefused()
    {
        var run = await Cluster.RunAsync("list", "--server", _server.Address, "--ca-file", _files.Authority);

        Assert.Equal(ExitCode.Fault, run.ExitCode);
        Assert.Contains("is refused", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyVerb_WithoutTlsWhereTheCoordinatorHasIt_SaysTheAddress()
    {
        var run = await Cluster.RunAsync("list", "--server", Address.Replace("https", "http", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Fault, run.ExitCode);
        Assert.Contains(Address, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyVerb_TlsWhereTheCoordinatorHasNone_SaysTheAddress()
    {
        await using var clear = await ApiServer.StartAsync();
        var run = await Cluster.RunAsync("list", "--server", clear.Address.Replace("http", "https", StringComparison.Ordinal));

        Assert.Equal(ExitCode.Fault, run.ExitCode);
        Assert.Contains($"without TLS its address is {clear.Address}", run.Error, StringComparison.Ordinal);
    }
}

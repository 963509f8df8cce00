using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Microsoft.Extensions.Time.Testing;
using Sweep.Api.V1;
using Sweep.Coordinator.Api.Security;
using Sweep.Hosting.Configuration;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Coordinator.Api.Security;

/// <summary>Both listeners with TLS, over real sockets.</summary>
public class TlsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BothListeners_WithTls_SpeakGrpcAndHttp()
    {
        using var files = TestCertificates.Create();
        await using var server = await StartAsync(files);
        foreach (var address in new[] { new Uri(server.Address), server.Page })
        {
            Assert.Equal(Uri.UriSchemeHttps, address.Scheme);
            using var handler = Handler(files, []);
            using var channel = GrpcChannel.ForAddress(Localhost(address), new GrpcChannelOptions { HttpHandler = handler });
            Assert.Empty((await new Sweeps.SweepsClient(channel).ListAsync(new ListRequest(), cancellationToken: Stop)).Sweeps);
            using var http = new HttpClient(Handler(files, [])) { BaseAddress = Localhost(address) };
            Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("/v1/sweeps")).Code);
        }
    }

    [Fact]
    public async Task LogIn_WithTls_GivesACookieForThisHostAlone()
    {
        using var files = TestCertificates.Create();
        await using var server = await StartAsync(files);
        using var http = new HttpClient(Handler(files, [])) { BaseAddress = Localhost(server.Page) };
        var answer = await http.AskAsync(
            HttpMethod.Post,
            "/v1/session",
            new System.Text.Json.Nodes.JsonObject { ["token"] = server.AddToken("ada", Role.Viewer) }
        );

        Assert.StartsWith("__Host-sweep-session", answer.Headers["Set-Cookie"], StringComparison.Ordinal);
        Assert.Contains("; secure", answer.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await http.AskAsync("/v1/sweeps")).Code);
    }

    [Fact]
    public async Task Certificate_ReplacedWhileItRuns_IsTheNewOne()
    {
        using var files = TestCertificates.Create();
        using var others = TestCertificates.Create();
        var time = new FakeTimeProvider();
        await using var server = await StartAsync(files, time);
        var old = Thumbprint(files);
        Assert.Equal(old, await SeenAsync(server));

        // Half of it: the old one goes on.
        File.Copy(others.Certificate, files.Certificate, overwrite: true);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(old, await SeenAsync(server));
        File.Copy(others.Key, files.Key, overwrite: true);

        // The files are looked at once a second.
        Assert.Equal(old, await SeenAsync(server));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Thumbprint(others), await SeenAsync(server));
        Assert.NotEqual(old, Thumbprint(others));
    }

    /// <summary>As Kubernetes mounts a secret: links that stay, through a link to a folder that is another one after each change.</summary>
    [Fact]
    public async Task Certificate_OfAMountedSecretThatChanges_IsTheNewOne()
    {
        using var files = TestCertificates.Create();
        using var others = TestCertificates.Create();
        using var secret = new MountedSecret(("tls.crt", files.Certificate), ("tls.key", files.Key));
        var time = new FakeTimeProvider();
        var certificate = new ServerCertificate(
            new TlsFiles(secret.File("tls.crt"), secret.File("tls.key")),
            time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );
        Assert.Equal(Thumbprint(files), certificate.Current.TargetCertificate.Thumbprint);

        secret.Replace(("tls.crt", others.Certificate), ("tls.key", others.Key));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Thumbprint(others), certificate.Current.TargetCertificate.Thumbprint);
    }

    [Fact]
    public void Create_FilesThatDoNotBelongTogether_SaysSo()
    {
        using var files = TestCertificates.Create();
        using var others = TestCertificates.Create();
        var refusal = Assert.Throws<SettingsException>(() =>
            new ServerCertificate(
                new TlsFiles(files.Certificate, others.Key),
                TimeProvider.System,
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
            )
        );

        Assert.StartsWith($"tls: {files.Certificate} and {others.Key} cannot be used", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<ApiServer> StartAsync(TestCertificates files, TimeProvider? time = null) =>
        ApiServer.StartAsync(with: options => options with { Tls = new TlsFiles(files.Certificate, files.Key) }, time: time);

    /// <summary>The certificate is for this name.</summary>
    private static Uri Localhost(Uri address) => new($"https://localhost:{address.Port}");

    private static string Thumbprint(TestCertificates files)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(files.Certificate));
        return certificate.Thumbprint;
    }

    /// <summary>By a new connection.</summary>
    private static async Task<string> SeenAsync(ApiServer server)
    {
        var seen = new List<string>();
        using var handler = Handler(null, seen);
        using var http = new HttpClient(handler) { BaseAddress = Localhost(server.Page) };
        await http.AskAsync("/v1/sweeps");
        return Assert.Single(seen);
    }

    /// <param name="files">Whose authority is trusted; null for any.</param>
    private static SocketsHttpHandler Handler(TestCertificates? files, List<string> seen)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            seen.Add(((X509Certificate2)certificate!).Thumbprint);
            if (files is null)
                return true;
            using var authority = X509Certificate2.CreateFromPem(File.ReadAllText(files.Authority));
            using var chain = new X509Chain
            {
                ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
            };
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            return chain.Build((X509Certificate2)certificate);
        };
        return handler;
    }
}

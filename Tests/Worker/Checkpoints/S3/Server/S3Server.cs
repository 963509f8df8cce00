using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Amazon.Runtime;
using Sweep.Tests.Cluster.Running;
using Sweep.Worker.Checkpoints.S3;

namespace Sweep.Tests.Worker.Checkpoints.S3.Server;

/// <summary>The S3 server of <c>server.js</c>, in a process of its own, with a bucket <c>sweeps</c>.</summary>
public sealed class S3Server : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-s3-").FullName;
    private Process _process = null!;
    private HttpClient _http = null!;

    /// <summary>The fixed credentials of s3rver.</summary>
    public static AWSCredentials Credentials => new BasicAWSCredentials("S3RVER", "S3RVER");

    public Uri Endpoint => _http.BaseAddress!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _process = Process.Start(
            new ProcessStartInfo("node", [Script(), _folder]) { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        var port = await _process.StandardOutput.ReadLineAsync(Stop);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{int.Parse(port!, CultureInfo.InvariantCulture)}") };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public S3Place Place(string prefix) => new("sweeps", prefix) { Endpoint = Endpoint };

    /// <summary>The keys of all objects with this prefix, without the prefix.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(string prefix) =>
        [
            .. (await _http.GetFromJsonAsync<string[]>("/-/keys", Stop))!
                .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(key => key[prefix.Length..]),
        ];

    /// <summary>Makes the next requests of a method fail.</summary>
    /// <param name="how">An HTTP status, <c>cut</c> or <c>damage</c>.</param>
    public async Task FailAsync(string method, int times, object how) =>
        (
            await _http.PostAsJsonAsync(
                "/-/fail",
                new
                {
                    method,
                    times,
                    how,
                },
                Stop
            )
        ).EnsureSuccessStatusCode();

    /// <summary>Sets whether writes obey <c>If-None-Match</c>.</summary>
    public async Task HeedAsync(bool on) => (await _http.PostAsJsonAsync("/-/conditional", new { on }, Stop)).EnsureSuccessStatusCode();

    private static string Script() => Path.Combine(Repository.Root, "Tests", "Worker", "Checkpoints", "S3", "Server", "server.js");
}

using System.Text.Json.Nodes;
using Sweep.Tests.Cli.Running;
using Sweep.Tests.Worker.Checkpoints.S3.Server;

namespace Sweep.Tests.Cli.Doctor;

/// <summary>The program itself, against a bucket of a real S3 server.</summary>
public sealed class BucketTests(S3Server server) : IClassFixture<S3Server>
{
    [Theory]
    [InlineData(true, "ok")]
    [InlineData(false, "warning")]
    public async Task Checkpoints_ConditionalWrites_AreTried(bool heeds, string state)
    {
        await server.HeedAsync(heeds);
        var (code, check) = await DoctorAsync("s3://sweeps/here");

        Assert.Equal((0, state), (code, (string?)check["state"]));
        Assert.Equal(heeds, (bool)check["facts"]!["conditional_writes"]!);
        Assert.Equal(heeds, check["remedy"] is null);
        Assert.Empty(await server.KeysAsync("here"));
    }

    [Fact]
    public async Task Checkpoints_NoSuchBucket_Fails()
    {
        var (code, check) = await DoctorAsync("s3://elsewhere");

        Assert.Equal((1, "failed"), (code, (string?)check["state"]));
        Assert.Contains("there is no bucket elsewhere", (string?)check["found"], StringComparison.Ordinal);
        Assert.Equal("Make it, or name another.", (string?)check["remedy"]);
    }

    [Fact]
    public async Task Checkpoints_NoRight_Fails()
    {
        await using var closed = new S3Server();
        await closed.InitializeAsync();
        await closed.FailAsync("PUT", times: 100, 403);
        var (code, check) = await DoctorAsync("s3://sweeps/here", closed);

        Assert.Equal((1, "failed"), (code, (string?)check["state"]));
        Assert.Contains("s3:PutObject", $"{check["found"]} {check["remedy"]}", StringComparison.Ordinal);
    }

    private async Task<(int Code, JsonNode Check)> DoctorAsync(string place, S3Server? other = null)
    {
        var keys = S3Server.Credentials.GetCredentials();
        using var process = SweepProcess.StartWith(
            [$"AWS_ACCESS_KEY_ID={keys.AccessKey}", $"AWS_SECRET_ACCESS_KEY={keys.SecretKey}"],
            "doctor",
            "--checkpoints",
            place,
            "--s3-endpoint",
            (other ?? server).Endpoint.ToString(),
            "--format",
            "json"
        );
        var (code, output, error) = await process.EndAsync();
        Assert.Equal("", error);
        return (code, Assert.Single(JsonNode.Parse(output)!["checks"]!.AsArray())!);
    }
}

using Sweep.Tests.Cluster.Running;
using Sweep.Tests.Worker.Checkpoints.S3.Server;

namespace Sweep.Tests.Cluster.Reference;

/// <summary>Workers without a folder in common: their checkpoints are in a bucket.</summary>
public class BucketTests
{
    private const string Prefix = "checkpoints/";

    /// <summary>The worker that dies has saved in the bucket what the other, on a machine of its own, goes on from.</summary>
    [Fact]
    public async Task Sweep_OverABucket_GoesOnElsewhereWhereADeadWorkerWas()
    {
        await using var bucket = new S3Server();
        await bucket.InitializeAsync();
        await using var cluster = await TestCluster.StartAsync(with: cluster =>
        {
            cluster.HoldLeases();
            cluster.Checkpoints = $"s3://sweeps/{Prefix}";
            var credentials = S3Server.Credentials.GetCredentials();
            cluster.WorkerVariables = new()
            {
                ["AWS_ACCESS_KEY_ID"] = credentials.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = credentials.SecretKey,
            };
        });
        var gate = cluster.MakeGate();
        string[] flags =
        [
            "--s3-endpoint",
            bucket.Endpoint.ToString(),
            "--data",
            cluster.WriteImages(),
            "--device",
            "cpu",
            "--threads",
            "1",
            "--pull",
            "false",
            "--resume-interval",
            "0.001s",
        ];
        var first = await cluster.StartWorkerAsync(["--engine", gate.Train, .. flags]);
        await cluster.SubmitAsync(
            """
            name: bucket
            grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: [0, 0.5], seed: [1] }
            model: { width: 0.125 }
            training: { epochs: 3, batch: 50 }
            pruning: { epochs: 1 }
            """
        );
        gate.Release(2);
        await gate.TakenAsync();
        await Until.TrueAsync(
            "its state is in the bucket",
            async () => (await bucket.KeysAsync(Prefix)).Any(key => key.Contains(".resume.", StringComparison.Ordinal)),
            cluster.State
        );
        await first.KillAsync();
        await cluster.LapseAsync("bucket");

        await cluster.StartWorkerAsync(flags);
        await cluster.CompletesAsync("bucket");

        var stages = await cluster.StagesAsync("bucket");
        Assert.Equal([1, 2], stages.Select(stage => stage.Attempt).Order());
        // Each epoch once, also those before the end of the first worker.
        Assert.Contains([1, 2, 3], await cluster.CurvesAsync("bucket"));
        Assert.Equal(
            stages.Select(stage => Contracts.Checkpoints.CheckpointName.Final(stage.Definition.Id).ToString()).Order(),
            (await bucket.KeysAsync(Prefix)).Order()
        );
    }
}

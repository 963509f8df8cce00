using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Results;
using Sweep.Contracts.States;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Cluster.Reference;

/// <summary>A sweep that trains for real, and all that came of it as text that has to be the same, bit for bit, whatever happened.</summary>
/// <param name="Epochs">Of all its stages together.</param>
internal sealed record TrainingSweep(string Name, string Spec, string Data, int Epochs)
{
    /// <summary>Flags of the workers: one thread a slot, as sums in another order end in other last digits.</summary>
    public string[] WorkerFlags => ["--data", Data, "--device", "cpu", "--threads", "1", "--pull", "false", "--resume-interval", "0.01s"];

    /// <param name="seeds">Times three are the trials, and the stages.</param>
    public static TrainingSweep Small(int seeds, int epochs, int samples, string data) =>
        new(
            "reference",
            $$"""
            name: reference
            grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: [0, 0.5, 0.8], seed: [{{string.Join(
                ", ",
                Enumerable.Range(1, seeds)
            )}}] }
            data: { samples: {{samples}} }
            model: { width: 0.125 }
            training: { epochs: {{epochs}}, batch: 50 }
            pruning: { epochs: {{(epochs + 1) / 2}} }
            limits: { retries: 0 }
            """,
            data,
            seeds * (epochs + (2 * ((epochs + 1) / 2)))
        );

    /// <summary>The real images beside the repository; skips the test where there are none.</summary>
    public static string RealImages()
    {
        var data = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(data, "cifar-10-batches-bin")),
            "Needs a CIFAR-10 beside the repository, in shared/data."
        );
        return data;
    }

    /// <summary>One line a trial and one a point of a curve: what was measured, and the hash of every checkpoint's tensors.</summary>
    public async Task<List<string>> OutcomeAsync(TestCluster cluster)
    {
        var lines = new List<string>();
        foreach (var trial in await cluster.TrialsAsync(Name))
        {
            Assert.Equal(TrialState.Completed, trial.State);
            var result = trial.Result!;
            lines.Add(
                $"{trial.Sparsity:R} {trial.Seed} {trial.StageId} top1 {result.Top1:R} top5 {result.Top5:R} loss {result.Loss:R} nonzero {result.ParametersNonzero} epochs {result.Epochs} tensors {Tensors(cluster, trial)}"
            );
            var curve = await cluster.ReadAsync(store => store.ReadEpochsAsync(trial.StageId, TestCluster.Stop));
            lines.AddRange(
                curve.Select(point =>
                    $"  {point.Epoch} {point.TrainLoss:R} {point.Top1:R} {point.Loss:R} {point.LearningRate:R} {point.Sparsity:R}"
                )
            );
        }

        return lines;
    }

    /// <summary>SHA-256 over a safetensors file's tensors, by name; its header also has times, which differ.</summary>
    private static string Tensors(TestCluster cluster, TrialResult trial)
    {
        var file = Path.Combine(cluster.Checkpoints, CheckpointName.Final(trial.StageId).ToString());
        using var stream = File.OpenRead(file);
        Span<byte> length = stackalloc byte[8];
        stream.ReadExactly(length);
        var header = new byte[BitConverter.ToInt64(length)];
        stream.ReadExactly(header);
        var entries = JsonNode
            .Parse(header)!
            .AsObject()
            .Where(entry => entry.Key != "__metadata__")
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .ToList();
        Assert.NotEmpty(entries);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, entry) in entries)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {entry!["dtype"]} {entry["shape"]!.ToJsonString()}"));
            var (from, to) = ((long)entry["data_offsets"]![0]!, (long)entry["data_offsets"]![1]!);
            var bytes = new byte[to - from];
            stream.Position = 8 + header.Length + from;
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

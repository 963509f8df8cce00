using System.Buffers.Binary;
using System.Security.Cryptography;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Native;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Examination;

/// <summary>Trains a small stage twice, as a worker does, on images made for it in a folder that goes away again.</summary>
/// <param name="option">See <see cref="EngineOptions.Device"/>.</param>
public sealed class RepeatedStage(string architecture, string option, int threads, TimeProvider time)
{
    private const double Width = 0.125;

    public async Task<RepeatedFacts> RunAsync()
    {
        NativeRuntime.Prepare();
        var device = DeviceChoice.Of(option).ToString();
        var folder = Directory.CreateTempSubdirectory("sweep-doctor-").FullName;
        try
        {
            var (first, once) = await TrainAsync(folder, "first", device).ConfigureAwait(false);
            var (second, _) = await TrainAsync(folder, "second", device).ConfigureAwait(false);
            var (_, onCpu) = device == "cpu" ? (first, once) : await TrainAsync(folder, "cpu", "cpu").ConfigureAwait(false);
            return new RepeatedFacts(device, first, second, once, onCpu);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(string Digest, double Loss)> TrainAsync(string folder, string name, string on)
    {
        var store = new FolderCheckpointStore(Path.Combine(folder, name), time);
        var engine = new TrainingEngine(
            store,
            Gratings.WriteTo(folder),
            EngineOptions.Default with
            {
                Device = on,
                Threads = threads,
            },
            time
        );
        var stage = Stage();
        var finished = await engine.RunAsync(new StageWork(stage), new Progress<StageProgress>(), StageStop.Never).ConfigureAwait(false);
        var checkpoint = await store.OpenReadAsync(CheckpointName.Final(stage.Id), CancellationToken.None).ConfigureAwait(false);
        await using (checkpoint!.ConfigureAwait(false))
            return (DigestOf(checkpoint!), finished.Result.Loss);
    }

    private StageDefinition Stage()
    {
        var stage = new StageDefinition
        {
            Kind = StageKind.Train,
            Data = new DataSettings { Dataset = "cifar10" },
            Model = new ModelSettings { Architecture = architecture, Width = Width },
            Training = new TrainingSettings
            {
                Epochs = 3,
                Batch = 32,
                Lr = 0.05,
            },
            Seed = 1,
        };
        return stage with { Id = StageIdentity.Of(stage) };
    }

    /// <summary>Of all the weights: what comes behind the header of the file (safetensors: its length in eight bytes, then JSON). The header tells times.</summary>
    private static string DigestOf(Stream checkpoint)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        checkpoint.ReadExactly(length);
        checkpoint.Position += BinaryPrimitives.ReadInt64LittleEndian(length);
        return Convert.ToHexStringLower(SHA256.HashData(checkpoint));
    }
}

/// <summary>What came of the same stage twice.</summary>
/// <param name="First">SHA-256 of the weights.</param>
/// <param name="Second">The same of the second time.</param>
/// <param name="Loss">On the test images.</param>
/// <param name="LossOnCpu">The same after training on the CPU.</param>
public sealed record RepeatedFacts(string Device, string First, string Second, double Loss, double LossOnCpu)
{
    /// <summary>Devices add in different orders, and some dozen steps let that grow; a device that computes something else is further off.</summary>
    private const double Tolerance = 0.1;

    public bool IsSame => First == Second;

    public bool IsNear => Math.Abs(Loss - LossOnCpu) <= Tolerance * Math.Abs(LossOnCpu);
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Native;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Examination;

/// <summary>Trains a small stage twice as a worker does, on generated images in a temporary folder.</summary>
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

    /// <summary>
    /// SHA-256 of all weights. It skips the header of the safetensors file (its length in eight bytes, then JSON), which contains times.
    /// </summary>
    private static string DigestOf(Stream checkpoint)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        checkpoint.ReadExactly(length);
        checkpoint.Position += BinaryPrimitives.ReadInt64LittleEndian(length);
        return Convert.ToHexStringLower(SHA256.HashData(checkpoint));
    }
}

/// <summary>The results of running the same stage twice.</summary>
/// <param name="First">SHA-256 of the weights after the first run.</param>
/// <param name="Second">SHA-256 of the weights after the second run.</param>
/// <param name="Loss">Loss on the test images.</param>
/// <param name="LossOnCpu">Loss on the test images after training on the CPU.</param>
public sealed record RepeatedFacts(string Device, string First, string Second, double Loss, double LossOnCpu)
{
    /// <summary>
    /// Largest relative difference of the losses. Devices add in different orders, and the difference grows over some dozen steps; a device
    /// that computes wrongly differs more.
    /// </summary>
    private const double Tolerance = 0.1;

    public bool IsSame => First == Second;

    public bool IsNear => Math.Abs(Loss - LossOnCpu) <= Tolerance * Math.Abs(LossOnCpu);
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Models;
using Sweep.Worker.Native;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Optimizers;
using static TorchSharp.torch;

namespace Sweep.Worker.Examination;

/// <summary>
/// A case with its network, its images on the device and its trainer, as a stage has them. Use it only on the thread that created it.
/// </summary>
public sealed class TrainedCase : IDisposable
{
    private readonly Network _network;
    private readonly WeightMask _mask;
    private readonly IOptimizer _optimizer;
    private readonly BatchSource _batches;

    /// <param name="option">See <see cref="Running.EngineOptions.Device"/>.</param>
    public TrainedCase(SpeedCase trained, ImageSet images, string option, int threads, TimeProvider time)
    {
        NativeRuntime.UseThreads(threads);
        var device = DeviceChoice.Of(option);
        TensorCores.Allow(trained.Precision == Precision.Tf32);
        Cudnn.TryChoose(trained.Deterministic);
        Device = device.ToString();
        _network = new Network(
            ArchitectureCatalogue.Create(trained.Model, images.Side, images.Labels.Max() + 1),
            trained.Precision,
            device
        );
        _network.Initialise(seed: 1);
        _mask = new WeightMask(_network.Flat.numel());
        _optimizer = Optimizers.Create(trained.Settings, _network);
        _batches = new BatchSource(images, InputStatistics.Of(images), trained.Settings, seed: 1, device);
        Trainer = new Trainer(_network, _mask, _batches, _optimizer, trained.Settings, seed: 1, time);
    }

    public string Device { get; }

    public Trainer Trainer { get; }

    /// <summary>SHA-256 of the current weights.</summary>
    public string Digest()
    {
        using var scope = NewDisposeScope();
        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(_network.Flat.cpu().data<float>().ToArray().AsSpan())));
    }

    public void Dispose()
    {
        Trainer.Dispose();
        _batches.Dispose();
        _optimizer.Dispose();
        _mask.Dispose();
        _network.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using Sweep.Worker.Running;
using Sweep.Worker.Training;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Optimizers;
using TorchSharp;

namespace Sweep.Performance.Training;

/// <summary>The product's trainer over random images, an epoch a round, on one thread that libtorch's threads belong to.</summary>
internal sealed class OurLoop : IDisposable
{
    private readonly BlockingCollection<TaskCompletionSource<double>> rounds = [];
    private readonly Thread thread;

    public OurLoop(Architecture architecture, int batch, int stepsPerRound, int threads)
    {
        thread = new Thread(() => Work(architecture, batch, stepsPerRound, threads)) { IsBackground = true };
        thread.Start();
    }

    /// <summary>Takes a round's steps; returns images a second.</summary>
    public Task<double> RunAsync()
    {
        var round = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        rounds.Add(round);
        return round.Task;
    }

    public void Dispose()
    {
        rounds.CompleteAdding();
        thread.Join();
        rounds.Dispose();
    }

    private void Work(Architecture architecture, int batch, int stepsPerRound, int threads)
    {
        NativeRuntime.UseThreads(threads);
        var random = new Random(1);
        var pixels = new byte[batch * stepsPerRound * ImageSet.Channels * architecture.Image * architecture.Image];
        random.NextBytes(pixels);
        var labels = Enumerable.Range(0, batch * stepsPerRound).Select(_ => random.Next(architecture.Classes)).ToArray();
        var images = new ImageSet(pixels, labels, architecture.Image);

        var settings = new TrainingSettings { Epochs = 1, Batch = batch };
        using var network = new Network(architecture);
        network.Initialise(seed: 1);
        using var mask = new WeightMask(network.Flat.numel());
        using var optimizer = Optimizers.Create(settings, network);
        using var batches = new BatchSource(images, InputStatistics.Of(images), settings, seed: 1, torch.CPU);
        foreach (var round in rounds.GetConsumingEnumerable())
        {
            var start = Stopwatch.GetTimestamp();
            using var trainer = new Trainer(network, mask, batches, optimizer, settings, seed: 1, TimeProvider.System);
            trainer.Run([]);
            round.SetResult(labels.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }
}

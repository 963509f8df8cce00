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
using static TorchSharp.torch;

namespace Sweep.Worker.Examination;

/// <summary>How many images a second the trainer takes, over random images: a few seconds of the loop that stages run, batches made and augmented included.</summary>
public sealed class TrainingSpeed(string architecture, string device, int threads, TimeProvider time)
{
    private const int Batch = 128;
    private const int Images = 20 * Batch;
    private const int Image = 32;
    private const int Classes = 10;
    private const int WarmUp = 3;
    private const int MostRounds = 7;

    /// <summary>Long beside a clock's step and a wait for the device.</summary>
    private static readonly TimeSpan _round = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(4);

    public Task<SpeedFacts> MeasureAsync()
    {
        NativeRuntime.Prepare();
        return DedicatedThread.Run("doctor", Measure);
    }

    private SpeedFacts Measure()
    {
        NativeRuntime.UseThreads(threads);
        using var scope = NewDisposeScope();
        var on = DeviceChoice.Of(device);
        var model = new ModelSettings { Architecture = architecture, Width = on.type == DeviceType.CUDA ? 1 : WidthOnCpu(architecture) };
        var settings = new TrainingSettings { Epochs = 1_000_000, Batch = Batch };
        using var network = new Network(ArchitectureCatalogue.Create(model, Image, Classes), settings.Precision, on);
        network.Initialise(seed: 1);
        var images = RandomImages();
        using var mask = new WeightMask(network.Flat.numel());
        using var optimizer = Optimizers.Create(settings, network);
        using var batches = new BatchSource(images, InputStatistics.Of(images), settings, seed: 1, on);
        using var trainer = new Trainer(network, mask, batches, optimizer, settings, seed: 1, time);
        var rates = Run(trainer);
        return new SpeedFacts(on.ToString(), model.Width, Batch, threads, rates[rates.Count / 2], rates[0], rates[^1]);
    }

    /// <returns>Images a second of each round, slowest first.</returns>
    private List<double> Run(Trainer trainer)
    {
        var rates = new List<double>();
        var (began, from, steps) = (0L, 0L, 0L);
        try
        {
            trainer.Run([AfterStep]);
        }
        catch (EnoughException)
        {
            // The trainer has no other end.
        }

        rates.Sort();
        return rates;

        void AfterStep(Trainer of)
        {
            if (of.Step < WarmUp)
                return;
            if (of.Step == WarmUp)
            {
                of.MeanLoss();
                began = from = time.GetTimestamp();
                return;
            }

            steps++;
            if (time.GetElapsedTime(from) < _round)
                return;

            // Steps are queued on a GPU; the loss is there when they are done.
            of.MeanLoss();
            rates.Add(steps * Batch / time.GetElapsedTime(from).TotalSeconds);
            if (rates.Count == MostRounds || time.GetElapsedTime(began) > _longest)
                throw new EnoughException();
            (from, steps) = (time.GetTimestamp(), 0);
        }
    }

    /// <summary>The sizes that docs/benchmarks.md measures.</summary>
    private static double WidthOnCpu(string architecture) => architecture == "vgg16" ? 0.25 : 0.5;

    private static ImageSet RandomImages()
    {
        var random = new CounterRandom(1, 0);
        var pixels = new byte[Images * ImageSet.Channels * Image * Image];
        for (var place = 0; place < pixels.Length; place++)
            pixels[place] = (byte)(random.Uniform((ulong)place) * 256);
        return new ImageSet(pixels, [.. Enumerable.Range(0, Images).Select(image => image % Classes)], Image);
    }

    private sealed class EnoughException : Exception;
}

/// <summary>Images a second.</summary>
/// <param name="Width">Of the network.</param>
/// <param name="Median">Over the rounds.</param>
public sealed record SpeedFacts(string Device, double Width, int Batch, int Threads, double Median, double Least, double Most);

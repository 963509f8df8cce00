using System.Runtime.InteropServices;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Native;
using Sweep.Worker.Randomness;
using Sweep.Worker.Training;
using TorchSharp;

namespace Sweep.Worker.Examination;

/// <summary>How many images a second the trainer takes, over random images: a few seconds of the loop that stages run, batches made and augmented included.</summary>
/// <param name="images">What batches are made of; see <see cref="RandomImages"/>.</param>
public sealed class TrainingSpeed(SpeedCase measured, ImageSet images, string device, int threads, TimeProvider time)
{
    private const int Image = 32;
    private const int Classes = 10;
    private const int WarmUp = 3;

    /// <summary>Long beside a clock's step and a wait for the device.</summary>
    private static readonly TimeSpan _round = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(4);

    /// <summary>As <c>sweep doctor</c> measures an architecture.</summary>
    public static TrainingSpeed Of(string architecture, string device, int threads, TimeProvider time)
    {
        NativeRuntime.Prepare();
        var measured = new SpeedCase
        {
            Model = new ModelSettings
            {
                Architecture = architecture,
                Width = DeviceChoice.Of(device).type == DeviceType.CUDA ? 1 : WidthOnCpu(architecture),
            },
        };
        return new TrainingSpeed(measured, RandomImages(20 * measured.Batch), device, threads, time);
    }

    public static ImageSet RandomImages(int count)
    {
        var random = new CounterRandom(1, 0);
        var pixels = new byte[count * ImageSet.Channels * Image * Image];
        var words = MemoryMarshal.Cast<byte, ulong>(pixels.AsSpan());
        for (var place = 0; place < words.Length; place++)
            words[place] = random.Bits((ulong)place);
        return new ImageSet(pixels, [.. Enumerable.Range(0, count).Select(image => image % Classes)], Image);
    }

    /// <param name="warm">Called when the first steps are done; the measured ones begin when it returns.</param>
    public Task<SpeedFacts> MeasureAsync(Action? warm = null)
    {
        NativeRuntime.Prepare();
        return DedicatedThread.Run("speed", () => Measure(warm));
    }

    private SpeedFacts Measure(Action? warm)
    {
        using var trained = new TrainedCase(measured, images, device, threads, time);
        var rates = Run(trained.Trainer, warm);
        return new SpeedFacts(trained.Device, measured.Model.Width, measured.Batch, threads, rates[rates.Count / 2], rates[0], rates[^1]);
    }

    /// <returns>Images a second of each round, slowest first.</returns>
    private List<double> Run(Trainer trainer, Action? warm)
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
                warm?.Invoke();
                began = from = time.GetTimestamp();
                return;
            }

            steps++;
            if (time.GetElapsedTime(from) < _round)
                return;

            // Steps are queued on a GPU; the loss is there when they are done.
            of.MeanLoss();
            rates.Add(steps * measured.Batch / time.GetElapsedTime(from).TotalSeconds);
            if (rates.Count == measured.Rounds || time.GetElapsedTime(began) > _longest)
                throw new EnoughException();
            (from, steps) = (time.GetTimestamp(), 0);
        }
    }

    /// <summary>The sizes that docs/benchmarks.md measures.</summary>
    private static double WidthOnCpu(string architecture) => architecture == "vgg16" ? 0.25 : 0.5;

    private sealed class EnoughException : Exception;
}

/// <summary>Images a second.</summary>
/// <param name="Width">Of the network.</param>
/// <param name="Median">Over the rounds.</param>
public sealed record SpeedFacts(string Device, double Width, int Batch, int Threads, double Median, double Least, double Most);

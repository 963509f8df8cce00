using System.Runtime.InteropServices;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Native;
using Sweep.Worker.Randomness;
using Sweep.Worker.Training;
using TorchSharp;

namespace Sweep.Worker.Examination;

/// <summary>
/// Measures how many images per second the trainer processes: a few seconds of the loop that stages run, including making and augmenting
/// batches.
/// </summary>
/// <param name="images">The training images; see <see cref="RandomImages"/>.</param>
public sealed class TrainingSpeed(SpeedCase measured, ImageSet images, string device, int threads, TimeProvider time)
{
    private const int Image = 32;
    private const int Classes = 10;
    private const int WarmUp = 3;

    /// <summary>Length of a round; it is long compared with the clock's resolution and a wait for the device.</summary>
    private static readonly TimeSpan _round = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(4);

    /// <summary>The measurement that <c>sweep doctor</c> makes for an architecture.</summary>
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

    /// <param name="warm">Called after the warm-up steps; the measured steps begin when it returns.</param>
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

    /// <returns>Images per second of each round, slowest first.</returns>
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
            // The exception is the only way to end the trainer early.
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

            // A GPU only queues the steps; reading the loss waits until they are done.
            of.MeanLoss();
            rates.Add(steps * measured.Batch / time.GetElapsedTime(from).TotalSeconds);
            if (rates.Count == measured.Rounds || time.GetElapsedTime(began) > _longest)
                throw new EnoughException();
            (from, steps) = (time.GetTimestamp(), 0);
        }
    }

    /// <summary>The widths that docs/benchmarks.md measures.</summary>
    private static double WidthOnCpu(string architecture) => architecture == "vgg16" ? 0.25 : 0.5;

    private sealed class EnoughException : Exception;
}

/// <summary>The measured speed, in images per second.</summary>
/// <param name="Width">Width of the network.</param>
/// <param name="Median">Median over the rounds.</param>
/// <param name="Least">The slowest round.</param>
/// <param name="Most">The fastest round.</param>
public sealed record SpeedFacts(string Device, double Width, int Batch, int Threads, double Median, double Least, double Most);

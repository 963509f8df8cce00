using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Sweep.Performance.Training;

/// <summary>
/// A training loop in a process of its own, which waits while it is not asked for a round. It is asked by lines of its standard
/// input and answers by lines of its standard output: the path of a <see cref="FirstBatch"/> is answered by what the network makes
/// of it, then each number of steps by the images a second of those steps.
/// </summary>
internal sealed class LoopProcess : IAsyncDisposable
{
    /// <summary>First argument of this program that makes it one of the loops.</summary>
    public const string Verb = "loop";

    private readonly Process _process;

    private LoopProcess(string name, ProcessStartInfo start)
    {
        Name = name;
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Lines of the last answer that were not the answer: what oneDNN says when it is asked to.</summary>
    public IReadOnlyList<string> Verbose { get; private set; } = [];

    /// <param name="verbose">Whether oneDNN tells of each primitive that it executes.</param>
    public static LoopProcess StartSweep(TrainingCase training, bool verbose = false)
    {
        var start = Loop("sweep", training);
        if (verbose)
        {
            start.Environment["ONEDNN_VERBOSE"] = "1";
        }

        return new LoopProcess("sweep", start);
    }

    /// <param name="loaderWorkers">Threads that make a batch's images.</param>
    public static LoopProcess StartTorchSharp(TrainingCase training, int loaderWorkers) =>
        new("TorchSharp", Loop("torchsharp", training, loaderWorkers.ToString(CultureInfo.InvariantCulture)));

    /// <param name="loaderWorkers">Processes that make batches; 0 makes them in the loop.</param>
    public static async Task<LoopProcess> StartPyTorchAsync(TrainingCase training, int loaderWorkers)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Training", "reference.py");
        int[] numbers = [training.Threads, TrainingCase.Batch, loaderWorkers];
        var loop = new LoopProcess(
            "PyTorch",
            new ProcessStartInfo("/usr/bin/python3", [script, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))])
        );
        await loop._process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(PyTorchLayers.Describe(training.Architecture)));
        return loop;
    }

    /// <summary>Asked once, before the first round.</summary>
    public async Task<FirstStep> TakeFirstStepAsync(string batchFile, CancellationToken cancellation) =>
        FirstStep.Parse(await AskAsync(batchFile, cancellation));

    /// <summary>Takes so many steps; returns images a second.</summary>
    public async Task<double> RunAsync(int steps, CancellationToken cancellation) =>
        double.Parse(await AskAsync(steps.ToString(CultureInfo.InvariantCulture), cancellation), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo Loop(string kind, TrainingCase training, params string[] more) =>
        new(Environment.ProcessPath!, [Verb, kind, .. training.Arguments, .. more]);

    private async Task<string> AskAsync(string question, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(question.AsMemory(), cancellation);
        await _process.StandardInput.FlushAsync(cancellation);
        var verbose = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith("onednn_", StringComparison.Ordinal))
            {
                Verbose = verbose;
                return line;
            }

            verbose.Add(line);
        }

        throw new InvalidOperationException($"The loop of {Name} ended; its error stands above. PyTorch's needs Debian's python3-torch.");
    }
}

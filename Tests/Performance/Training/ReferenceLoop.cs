using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Sweep.Contracts.Architectures;

namespace Sweep.Performance.Training;

/// <summary>PyTorch's loop in a process of its own (reference.py), which waits while it is not asked for a round.</summary>
internal sealed class ReferenceLoop : IAsyncDisposable
{
    private readonly Process process;

    private ReferenceLoop(Process process) => this.process = process;

    public static async Task<ReferenceLoop> StartAsync(Architecture architecture, int threads, int batch, int loaderWorkers, CancellationToken cancellation)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Training", "reference.py");
        var start = new ProcessStartInfo("/usr/bin/python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (object[])[script, threads, batch, loaderWorkers])
        {
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        }

        var process = Process.Start(start)!;
        var layers = architecture.Layers.Select(Describe);
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(layers).AsMemory(), cancellation);
        return new ReferenceLoop(process);
    }

    /// <summary>Takes so many steps; returns images a second.</summary>
    public async Task<double> RunAsync(int steps, CancellationToken cancellation)
    {
        await process.StandardInput.WriteLineAsync(steps.ToString(CultureInfo.InvariantCulture).AsMemory(), cancellation);
        await process.StandardInput.FlushAsync(cancellation);
        var line = await process.StandardOutput.ReadLineAsync(cancellation)
            ?? throw new InvalidOperationException("The reference loop ended; its error stands above. It needs Debian's python3-torch.");
        return double.Parse(line, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static Dictionary<string, object> Describe(Layer layer) => layer switch
    {
        Conv conv => new()
        {
            ["kind"] = "conv",
            ["in"] = conv.In,
            ["out"] = conv.Out,
            ["kernel"] = conv.Kernel,
            ["stride"] = conv.Stride,
            ["padding"] = conv.Padding == Padding.None ? 0 : conv.Kernel / 2,
            ["groups"] = conv.Groups,
            ["bias"] = conv.Bias,
        },
        Norm norm => new() { ["kind"] = "norm", ["channels"] = norm.Channels },
        Activation { Ceiling: null } => new() { ["kind"] = "relu" },
        Activation => new() { ["kind"] = "relu6" },
        MaxPool => new() { ["kind"] = "max-pool" },
        AveragePool pool => new() { ["kind"] = "average-pool", ["side"] = pool.Side },
        Flatten => new() { ["kind"] = "flatten" },
        Linear linear => new() { ["kind"] = "linear", ["in"] = linear.In, ["out"] = linear.Out },
        _ => throw new ArgumentException($"The reference loop has no layer {layer.GetType().Name}.", nameof(layer)),
    };
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Sweep.Performance.Training;

namespace Sweep.Performance.Gpu;

/// <summary>A loop in a process of its own, ours or PyTorch's: see <see cref="GpuLoopProgram"/> and resident.py. One that ends is started anew.</summary>
internal sealed class GpuLoop(string name, Func<ProcessStartInfo> start, bool describesLayers) : IDisposable
{
    /// <summary>First argument of this program that makes it a loop.</summary>
    public const string Verb = "gpu-loop";

    /// <summary>What LD_LIBRARY_PATH was before build/gpu-check.sh put our libtorch there.</summary>
    private const string OwnLibraries = "GPU_CHECK_LIBRARY_PATH";

    /// <summary>Of one question; libraries of gigabytes are loaded meanwhile.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private Process? _process;

    public string Name => name;

    /// <param name="threads">On the CPU.</param>
    public static GpuLoop Ours(string device, int threads, int images) =>
        new(
            "sweep",
            () => new ProcessStartInfo(Environment.ProcessPath!, [Verb, device, .. Text(threads, images)]),
            describesLayers: false
        );

    /// <param name="python">A Python that has torch. What this program is told to load must not get into it.</param>
    public static GpuLoop PyTorch(string python, string device, int threads, int images) =>
        new(
            "PyTorch",
            () =>
            {
                var program = new ProcessStartInfo(
                    python,
                    [Path.Combine(AppContext.BaseDirectory, "Gpu", "resident.py"), device, .. Text(threads, images)]
                );
                program.Environment["LD_LIBRARY_PATH"] = Environment.GetEnvironmentVariable(OwnLibraries) ?? "";
                return program;
            },
            describesLayers: true
        );

    /// <summary>Starts it, if it is not there, so that it loads its libraries beside others.</summary>
    public void Begin() => _ = Running();

    /// <param name="warm">Awaited when the first steps of a <c>speed</c> are done, before the measured ones begin.</param>
    public async Task<GpuAnswer> AskAsync(GpuQuestion question, Func<Task>? warm = null)
    {
        using var limit = new CancellationTokenSource(_patience);
        try
        {
            var process = Running();
            var full = describesLayers
                ? question with
                {
                    Layers =
                    [
                        .. PyTorchLayers.Describe(
                            Sweep.Contracts.Architectures.ArchitectureCatalogue.Create(
                                question.Case.Model,
                                TrainingCase.Image,
                                TrainingCase.Classes
                            )
                        ),
                    ],
                }
                : question;
            await SendAsync(process, JsonSerializer.Serialize(full, GpuQuestion.Json), limit.Token);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (line == GpuQuestion.Ready)
                {
                    await (warm?.Invoke() ?? Task.CompletedTask);
                    await SendAsync(process, "go", limit.Token);
                }
                else if (line.StartsWith('{'))
                {
                    return JsonSerializer.Deserialize<GpuAnswer>(line, GpuQuestion.Json)!;
                }
            }

            await process.WaitForExitAsync(limit.Token);
            return End($"the process ended with {process.ExitCode}");
        }
        catch (OperationCanceledException)
        {
            return End($"no answer within {_patience.TotalSeconds:0} s");
        }
        catch (Exception error) when (error is IOException or System.ComponentModel.Win32Exception or JsonException)
        {
            return End(error.Message);
        }
    }

    public void Dispose() => End("");

    private static async Task SendAsync(Process process, string line, CancellationToken cancellation)
    {
        await process.StandardInput.WriteLineAsync(line.AsMemory(), cancellation);
        await process.StandardInput.FlushAsync(cancellation);
    }

    private Process Running()
    {
        if (_process is null)
        {
            var program = start();
            program.RedirectStandardInput = program.RedirectStandardOutput = true;
            _process = Process.Start(program)!;
        }

        return _process;
    }

    private GpuAnswer End(string error)
    {
        if (_process is { HasExited: false } running)
        {
            running.Kill(entireProcessTree: true);
            running.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
        return new GpuAnswer { Error = error };
    }

    private static IEnumerable<string> Text(params IEnumerable<int> numbers) =>
        numbers.Select(number => number.ToString(CultureInfo.InvariantCulture));
}

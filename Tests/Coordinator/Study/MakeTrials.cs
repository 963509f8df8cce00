using System.Globalization;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;

namespace Sweep.Tests.Coordinator.Study;

/// <summary>
/// Builds trials of a grid: <c>MakeTrials.Of("cifar10", "vgg16").Mode("fine-tuned").At(0, 90, 91, 92).At(0.5, 89)</c>, with one top-1 for
/// each seed.
/// </summary>
internal sealed class MakeTrials
{
    private readonly List<TrialResult> _trials = [];
    private string _dataset = "mnist";
    private string _architecture = "vgg16";
    private string _mode = "fine-tuned";
    private Dictionary<string, string> _axes = [];

    public static MakeTrials Of(string dataset, string architecture) => new MakeTrials().And(dataset, architecture);

    public MakeTrials And(string dataset, string architecture)
    {
        (_dataset, _architecture) = (dataset, architecture);
        return this;
    }

    public MakeTrials Mode(string mode)
    {
        _mode = mode;
        return this;
    }

    public MakeTrials Axis(string name, string value)
    {
        _axes = new(_axes) { [name] = value };
        return this;
    }

    /// <summary>Completed trials with seeds 1, 2, ….</summary>
    public MakeTrials At(double sparsity, params double[] top1)
    {
        for (var seed = 1; seed <= top1.Length; seed++)
        {
            Completed(sparsity, seed, top1[seed - 1]);
        }

        return this;
    }

    public MakeTrials Completed(double sparsity, int seed, double top1) =>
        Add(sparsity, seed, TrialState.Completed, Measured(sparsity, top1), null);

    public MakeTrials Failed(double sparsity, int seed, string error = "the loss is not finite") =>
        Add(sparsity, seed, TrialState.Failed, null, error);

    public MakeTrials Pending(double sparsity, int seed) => Add(sparsity, seed, TrialState.Pending, null, null);

    public IReadOnlyList<TrialResult> Build() => _trials;

    public static StageResult Measured(double sparsity, double top1) =>
        new()
        {
            Top1 = top1,
            Top5 = Math.Min(100, top1 + 5),
            Loss = (100 - top1) / 20,
            PerClass = [top1 - 1, top1 + 1],
            Parameters = 1_000_000,
            ParametersNonzero = (long)(1_000_000 * (1 - sparsity)),
            Flops = 15_000_000,
            FlopsEffective = (long)(15_000_000 * (1 - (0.8 * sparsity))),
            SizeBytes = 4_000_000,
            Sparsity = sparsity,
            Epochs = 5,
            Duration = TimeSpan.FromSeconds(12.5),
            ImagesPerSecond = 1234.5,
            Device = "cpu, 2 threads",
            Versions = new Dictionary<string, string>
            {
                ["sweep"] = "0.1.0",
                ["torch"] = "1.13.1",
                ["dotnet"] = "10.0.0",
                ["commit"] = "0123456789ab",
            },
        };

    private MakeTrials Add(double sparsity, int seed, TrialState state, StageResult? result, string? error)
    {
        _trials.Add(
            new TrialResult
            {
                Sweep = "study",
                Index = _trials.Count,
                Dataset = _dataset,
                Architecture = _architecture,
                Mode = _mode,
                Sparsity = sparsity,
                Seed = seed,
                Axes = _axes,
                State = state,
                StageId = new StageId((UInt128)_trials.Count + 1),
                Result = result,
                Error = error,
                SpecHash = 0xABCDEF.ToString("x64", CultureInfo.InvariantCulture),
            }
        );
        return this;
    }
}

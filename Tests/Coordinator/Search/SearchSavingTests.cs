using System.Globalization;
using MathNet.Numerics.Distributions;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Search;
using Sweep.Coordinator.Study.Inference;
using Sweep.Tests.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Search;

/// <summary>
/// Searches in simulated studies whose answer is known: how many trials they take, and how often their answer is wrong.
/// <c>SWEEP_TEST_STUDIES=1000</c> simulates this many studies of each kind and writes the table in docs/results.md.
/// </summary>
public sealed class SearchSavingTests(ITestOutputHelper output)
{
    private const double Tolerance = 1;
    private const int Images = 2_000;

    private static readonly int? _asked = int.TryParse(
        Environment.GetEnvironmentVariable("SWEEP_TEST_STUDIES"),
        CultureInfo.InvariantCulture,
        out var asked
    )
        ? asked
        : null;

    /// <summary>For each mode, the accuracy of the dense network and the sparsity at which it starts to fall.</summary>
    private sealed record Truth(string Name, (double Dense, double From) Tuned, (double Dense, double From) Scratch)
    {
        /// <summary>The accuracy falls quadratically, slowly at first.</summary>
        public double Accuracy(string mode, double sparsity)
        {
            var (dense, from) = mode == "fine-tuned" ? Tuned : Scratch;
            return Math.Max(15, dense - (700 * Math.Pow(Math.Max(0, sparsity - from), 2)));
        }

        public double Gain => Tuned.From - Scratch.From;
    }

    [Theory]
    [InlineData("further")]
    [InlineData("a little further")]
    [InlineData("the same")]
    public void Search_OfSimulatedStudies_FindsTheAnswerWithFewTrials(string name)
    {
        var truth = name switch
        {
            "further" => new Truth(name, (92, 0.8), (90, 0.6)),
            "a little further" => new Truth(name, (92, 0.75), (90, 0.7)),
            _ => new Truth(name, (92, 0.7), (90, 0.7)),
        };
        var (studies, wrong, told, trials, covered) = (_asked ?? 10, 0, 0, 0L, 0);
        for (var number = 0; number < studies; number++)
        {
            var (search, gain) = Run(truth, number);
            trials += search.Trials.Count;
            told += gain.Verdict is Verdict.Further or Verdict.LessFar ? 1 : 0;
            wrong += (gain.Verdict == Verdict.Further && truth.Gain <= 0) || (gain.Verdict == Verdict.LessFar && truth.Gain >= 0) ? 1 : 0;
            covered += gain.Interval is { } interval && interval.Low <= truth.Gain && truth.Gain <= (interval.High ?? 1) ? 1 : 0;
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {trials / (double)studies:0} of {2 * 100 * 10} | {100.0 * told / studies:0.0} | {100.0 * wrong / studies:0.0} | {100.0 * covered / studies:0.0} |"
            )
        );
        Assert.InRange(trials / (double)studies, 2 * 3 * 5, 2 * 10 * 12);
        Assert.InRange(100.0 * wrong / studies, 0, 5 + (2 * 100 * Math.Sqrt(0.05 * 0.95 / studies)));
        if (name == "further")
            Assert.InRange(told, studies * 0.9, studies);
    }

    private static (SimulatedSearch Search, Gain Gain) Run(Truth truth, int number)
    {
        var spec = MakeSpec.With(
            "  mode: [fine-tuned, from-scratch]\n  sparsity: { search: break-point }\n  seed: { until: resolved, least: 3, most: 10 }",
            $"pretrain: {{ vgg16: {{ dataset: cifar10 }} }}\npruning: {{ schedule: one-shot }}\nreport: {{ tolerance: {Tolerance} }}"
        );
        var easiness = Draw(HashCode(number, 0), Images);
        var search = new SimulatedSearch(spec, trial => 100.0 * Count(Outcomes(trial)) / Images) { Outcomes = Outcomes };
        search.Run();
        var grid = new SearchGrid(spec);
        var curves = grid.Places[0].Select(curve => new TriedCurve(curve, search.Trials)).ToDictionary(curve => curve.Curve.Mode);
        var (tuned, scratch) = (curves["fine-tuned"].Drops, curves["from-scratch"].Drops);
        return (search, Gain.Compute(tuned, tuned.FindBreakPoint(Tolerance), scratch, scratch.FindBreakPoint(Tolerance)));

        ImageOutcomes Outcomes(Trial trial) => OutcomesOf(truth, number, trial, easiness);
    }

    /// <summary>
    /// A network classifies an image correctly when the sum of its cell's quality, its seed's luck, the image's easiness and chance is
    /// positive.
    /// </summary>
    private static ImageOutcomes OutcomesOf(Truth truth, int number, Trial trial, double[] easiness)
    {
        const double seedSpread = 0.03;
        var spread = Math.Sqrt(2 + (2 * seedSpread * seedSpread));
        var network = HashCode(number, trial.Seed, trial.Mode == "fine-tuned" ? 1 : 2);
        var kept = Draw(network, Images + 1);
        var own = Draw(HashCode(network, (int)Math.Round(trial.Sparsity * 1000)), Images + 1);
        var level =
            (spread * Normal.InvCDF(0, 1, truth.Accuracy(trial.Mode, trial.Sparsity) / 100)) + (seedSpread * (kept[Images] + own[Images]));
        return ImageOutcomes.Of([
            .. Enumerable
                .Range(0, Images)
                .Select(image =>
                    level + easiness[image] + (Math.Sqrt(0.7) * kept[image]) + (Math.Sqrt(0.3) * own[image]) > 0 ? (byte)2 : (byte)0
                ),
        ]);
    }

    private static int Count(ImageOutcomes outcomes) => Enumerable.Range(0, outcomes.Images).Count(outcomes.IsTop1);

    private static double[] Draw(int seed, int count)
    {
        var normal = new Normal(0, 1, new Random(seed));
        var numbers = new double[count];
        normal.Samples(numbers);
        return numbers;
    }

    /// <summary>The same in every process, unlike the framework's.</summary>
    private static int HashCode(params ReadOnlySpan<int> parts)
    {
        var hash = 17;
        foreach (var part in parts)
            hash = unchecked((hash * 1_000_003) ^ part);
        return hash & int.MaxValue;
    }
}

using System.Globalization;
using Sweep.Coordinator.Study.Inference;

namespace Sweep.Tests.Coordinator.Study.Inference;

/// <summary>
/// How often the intervals cover the truth in simulated studies. <c>SWEEP_TEST_STUDIES=2000</c> simulates this many studies of each kind
/// and writes the table in docs/results.md.
/// </summary>
public sealed class CalibrationTests(ITestOutputHelper output)
{
    private static readonly int? _asked = int.TryParse(
        Environment.GetEnvironmentVariable("SWEEP_TEST_STUDIES"),
        CultureInfo.InvariantCulture,
        out var asked
    )
        ? asked
        : null;

    private static readonly int _studies = _asked ?? 500;

    private static readonly double[] _sparsities = [0, 0.5, 0.7, 0.8, 0.9, 0.95];

    /// <summary>Seeds and images contribute about equally to the variance.</summary>
    private static readonly SimulatedStudy _usual = new(
        5,
        1_000,
        0.06,
        1,
        0.7,
        _sparsities,
        [92, 91.9, 91.5, 91, 88, 80],
        [90, 89.6, 88.8, 87, 80, 60],
        2
    );

    public static TheoryData<string, int> Cases =>
        new(
            from scenario in (string[])(_asked is null ? ["usual"] : ["usual", "at a level", "no gain", "seeds", "images"])
            from seeds in (int[])[3, 5, 10]
            select (scenario, seeds)
        );

    [Theory]
    [MemberData(nameof(Cases))]
    public void Intervals_OfSimulatedStudies_CoverTheTruth(string scenario, int seeds)
    {
        var study = Scenario(scenario) with { Seeds = seeds };
        var (tuned, scratch) = (study.BreakPointOf(study.Tuned), study.BreakPointOf(study.Scratch));
        var tallies = new Tally[4];

        for (var number = 0; number < _studies; number++)
        {
            var (tunedCurve, scratchCurve, tunedCells, scratchCells) = study.Draw(number);
            var (far, near) = (tunedCurve.FindBreakPoint(study.Tolerance), scratchCurve.FindBreakPoint(study.Tolerance));
            tallies[0].Add(far.Interval!.Value, tuned);
            tallies[1].Add(near.Interval!.Value, scratch);
            tallies[2].Add(Gain.Compute(tunedCurve, far, scratchCurve, near).Interval!.Value, tuned - scratch);
            tallies[3]
                .Add(
                    LevelDifference.Compute([(0.9, tunedCells[4], scratchCells[4])])[0].Interval!.Value,
                    study.Tuned[4] - study.Scratch[4]
                );
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario}, {seeds} seeds: {string.Join("  ", tallies)}"));
        // With three seeds, or where only images vary, intervals are wider than necessary.
        var chance = 2 * 100 * Math.Sqrt(0.95 * 0.05 / _studies);
        Assert.All(
            tallies,
            tally => Assert.InRange(tally.Coverage, 93 - chance, seeds >= 5 && scenario is not ("seeds" or "images") ? 97 + chance : 100)
        );
    }

    private static SimulatedStudy Scenario(string name) =>
        name switch
        {
            "usual" => _usual,
            "seeds" => _usual with { SeedSpread = 0.2, Images = 2_000 },
            "images" => _usual with { SeedSpread = 0.005, Images = 300 },
            "at a level" => _usual with { Tuned = [92, 91.9, 91, 90, 87, 80], Scratch = [90, 89, 88, 85, 80, 60] },
            _ => _usual with { Scratch = _usual.Tuned },
        };

    private struct Tally
    {
        private int _all;
        private int _below;
        private int _above;
        private double _width;

        public readonly double Coverage => 100.0 * (_all - _below - _above) / _all;

        public void Add(Interval interval, double truth)
        {
            _all++;
            _below += truth < interval.Low - 1e-9 ? 1 : 0;
            _above += truth > interval.High + 1e-9 ? 1 : 0;
            _width += (interval.High ?? 1) - interval.Low;
        }

        public override readonly string ToString() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Coverage:0.0} % (missed {100.0 * _below / _all:0.0} / {100.0 * _above / _all:0.0}; width {_width / _all:0.###})"
            );
    }
}

using MathNet.Numerics.Distributions;

namespace Sweep.Coordinator.Study.Inference;

/// <summary>The difference in accuracy between fine-tuned and from-scratch networks at one sparsity.</summary>
/// <param name="Seeds">The number of seeds that both modes have.</param>
/// <param name="Difference">The difference in mean top-1, in percentage points.</param>
/// <param name="Interval">In percentage points; null when the uncertainty is unknown.</param>
/// <param name="PValue">The two-sided p-value of no difference at this level alone; null when the interval is.</param>
/// <param name="Adjusted">The p-value corrected for the number of compared levels (Holm 1979).</param>
public sealed record LevelDifference(double Sparsity, int Seeds, double Difference, Interval? Interval, double? PValue, double? Adjusted)
{
    /// <param name="levels">The levels that both modes have, by sparsity.</param>
    internal static IReadOnlyList<LevelDifference> Compute(IEnumerable<(double Sparsity, Cell Tuned, Cell Scratch)> levels)
    {
        var found = new List<LevelDifference>();
        foreach (var (sparsity, tuned, scratch) in levels)
        {
            if (CrossedMeans.Compute([tuned, scratch]) is not { } means)
                continue;
            var difference = means.Combine([1, -1]);
            found.Add(
                means.HasVariance
                    ? new LevelDifference(
                        sparsity,
                        means.Seeds,
                        difference.Value,
                        new Interval(difference.Value - difference.HalfWidth, difference.Value + difference.HalfWidth),
                        means.Seeds == 1 ? OfOnePair(tuned, scratch) : difference.PValue,
                        null
                    )
                    : new LevelDifference(sparsity, means.Seeds, difference.Value, null, null, null)
            );
        }

        return Adjust(found);
    }

    /// <summary>
    /// McNemar's exact test of two networks. Without a difference, images that only one of them classifies correctly are equally divided
    /// between them.
    /// </summary>
    private static double OfOnePair(Cell tuned, Cell scratch)
    {
        var seed = tuned.Seeds.First(scratch.Has);
        var (mine, other) = (0, 0);
        foreach (var (a, b) in tuned.Right(seed)!.Zip(scratch.Right(seed)!))
        {
            mine += a > b ? 1 : 0;
            other += b > a ? 1 : 0;
        }

        return Math.Min(1, 2 * Binomial.CDF(0.5, mine + other, Math.Min(mine, other)));
    }

    private static LevelDifference[] Adjust(List<LevelDifference> levels)
    {
        var (tested, most) = (levels.Count(level => level.PValue is not null), 0.0);
        var adjusted = levels.ToArray();
        foreach (
            var (place, rank) in levels
                .Index()
                .Where(level => level.Item.PValue is not null)
                .OrderBy(level => level.Item.PValue)
                .Select((level, rank) => (level.Index, rank))
        )
        {
            most = Math.Max(most, Math.Min(1, levels[place].PValue!.Value * (tested - rank)));
            adjusted[place] = levels[place] with { Adjusted = most };
        }

        return adjusted;
    }
}

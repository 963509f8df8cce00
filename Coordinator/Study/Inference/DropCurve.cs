namespace Sweep.Coordinator.Study.Inference;

/// <summary>One mode's drop in accuracy against its dense network, as a function of sparsity.</summary>
/// <param name="dense">The networks at sparsity 0.</param>
/// <param name="pruned">By ascending sparsity, up to the first level without a measured seed.</param>
internal sealed class DropCurve(Cell dense, IReadOnlyList<(double Sparsity, Cell Cell)> pruned)
{
    private const int Bisections = 40;

    private readonly List<Stretch> _stretches = StretchesOf(dense, pruned);

    /// <summary>The highest measured level.</summary>
    public double End => _stretches.Count == 0 ? 0 : _stretches[^1].To;

    /// <summary>The drop at a level, over the seeds that it shares with the dense network; null when the uncertainty is unknown.</summary>
    public Estimate? At(Cell level) => CrossedMeans.Compute([dense, level]) is { HasVariance: true } means ? means.Combine([1, -1]) : null;

    /// <param name="tolerance">In percentage points.</param>
    /// <param name="confidence">The confidence of the interval.</param>
    public BreakPoint FindBreakPoint(double tolerance, double confidence = Estimate.Confidence)
    {
        var at = First(drop => drop.Value > tolerance);
        var low = First(drop => drop.Value + drop.HalfWidthAt(confidence) > tolerance) ?? End;
        var high = First(drop => drop.Value - drop.HalfWidthAt(confidence) > tolerance);
        var compared = _stretches.Where(stretch => stretch.From < (at ?? End)).Select(stretch => stretch.Means).ToList();
        return new BreakPoint(
            at ?? End,
            at is null,
            compared.Any(means => means.HasVariance) ? new Interval(low, high) : null,
            compared.Count == 0 ? 0 : compared.Min(means => means.Seeds),
            compared.Count == 0 ? 0 : compared.Min(means => means.Images)
        );
    }

    /// <summary>The drop at any sparsity up to <see cref="End"/>.</summary>
    public Estimate At(double sparsity) => StretchAt(sparsity).At(sparsity);

    /// <summary>
    /// The correlation of two modes' drops at these sparsities because they are measured on the same images; 0 where per-image outcomes are
    /// unknown.
    /// </summary>
    public static double Correlation(DropCurve first, double firstAt, DropCurve second, double secondAt)
    {
        var (a, b) = (first.StretchAt(firstAt), second.StretchAt(secondAt));
        // The two modes' networks are different even for equal seeds, so the cells have no seed in common.
        if (a.Means.ByImage is not { } left || b.Means.ByImage is not { } right || left[0].Length != right[0].Length)
            return 0;
        var (x, y) = (Mix(left, a.Weights(firstAt)), Mix(right, b.Weights(secondAt)));
        var (estimateX, estimateY) = (a.At(firstAt), b.At(secondAt));
        var scale = estimateX.StandardError * estimateY.StandardError;
        return scale == 0 ? 0 : Math.Clamp(Covariance(x, y) / x.Length / scale, 0, 1);
    }

    private static double[] Mix(double[][] cells, double[] weights)
    {
        var mixed = new double[cells[0].Length];
        for (var cell = 0; cell < cells.Length; cell++)
        {
            for (var image = 0; image < mixed.Length; image++)
                mixed[image] += weights[cell] * cells[cell][image];
        }

        return mixed;
    }

    private static double Covariance(double[] x, double[] y)
    {
        var (meanX, meanY, sum) = (x.Average(), y.Average(), 0.0);
        for (var i = 0; i < x.Length; i++)
            sum += (x[i] - meanX) * (y[i] - meanY);
        return sum / (x.Length - 1);
    }

    private Stretch StretchAt(double sparsity) => _stretches.First(stretch => sparsity <= stretch.To);

    /// <summary>
    /// The first sparsity whose drop meets the condition; null when no level's does. Between two levels the mean is linear and its standard
    /// error convex, so a bound that exceeds the tolerance at one end only does so from one point on. (A lower bound that exceeds it
    /// between two levels but at neither end is ignored, which makes the interval wider.)
    /// </summary>
    private double? First(Func<Estimate, bool> isMet)
    {
        foreach (var stretch in _stretches)
        {
            if (isMet(stretch.At(stretch.From)))
                return stretch.From;
            if (isMet(stretch.At(stretch.To)))
                return Bisect(stretch, isMet);
        }

        return null;
    }

    private static double Bisect(Stretch stretch, Func<Estimate, bool> isMet)
    {
        var (no, yes) = (stretch.From, stretch.To);
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (no + yes) / 2;
            if (isMet(stretch.At(middle)))
                yes = middle;
            else
                no = middle;
        }

        return yes;
    }

    private static List<Stretch> StretchesOf(Cell dense, IReadOnlyList<(double Sparsity, Cell Cell)> pruned)
    {
        var stretches = new List<Stretch>();
        var (from, lower) = (0.0, (Cell?)null);
        foreach (var (to, cell) in pruned)
        {
            if (CrossedMeans.Compute(lower is null ? [dense, cell] : [dense, lower, cell]) is not { } means)
                break;
            stretches.Add(new Stretch(from, to, lower is null ? [dense, cell] : [dense, lower, cell], means));
            (from, lower) = (to, cell);
        }

        return stretches;
    }

    /// <summary>The drop between two neighbouring levels.</summary>
    /// <param name="cells">The dense cell, the lower level's cell if it is another, and the upper level's cell.</param>
    private sealed class Stretch(double from, double to, Cell[] cells, CrossedMeans means)
    {
        public double From => from;

        public double To => to;

        public CrossedMeans Means => means;

        public Estimate At(double sparsity) => means.Combine(Weights(sparsity));

        public double[] Weights(double sparsity)
        {
            var share = (sparsity - from) / (to - from);
            return cells.Length == 2 ? [share, -share] : [1, share - 1, -share];
        }
    }
}

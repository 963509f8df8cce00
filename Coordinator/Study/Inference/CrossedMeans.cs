namespace Sweep.Coordinator.Study.Inference;

/// <summary>
/// The mean accuracies of some cells over the seeds that all of them have, and the covariances of these means over the choice of seeds and
/// of test images. The two factors are crossed, since every network is tested on every image.
/// </summary>
/// <remarks>
/// The variance of a mean over both factors is the variance over seeds plus the variance over images, minus the part that both
/// contain: the variation due to neither alone (Owen, The pigeonhole bootstrap, 2007; Cameron, Gelbach and Miller, Robust inference
/// with multiway clustering, 2011). With n seeds and N images that is S_seed/n + S_image/N − S_rest/(nN). Where per-image outcomes are
/// unknown, only seeds contribute; with one seed, only images do.
/// </remarks>
internal sealed class CrossedMeans
{
    private const double Percent = 100;

    private readonly double[] _means;
    private readonly double[,] _ofSeeds;
    private readonly double[,] _ofImages;
    private readonly double[,] _ofBoth;

    private CrossedMeans(IReadOnlyList<Cell> cells, int[] seeds, byte[][][]? right)
    {
        var count = cells.Count;
        (Seeds, Images) = (seeds.Length, right?[0][0].Length ?? 0);
        (_ofSeeds, _ofImages, _ofBoth) = (new double[count, count], new double[count, count], new double[count, count]);
        var bySeed = cells.Select(cell => seeds.Select(cell.Top1).ToArray()).ToArray();
        _means = [.. bySeed.Select(values => values.Average())];
        var byImage = ByImage = right?.Select(MeansOfImages).ToArray();
        for (var a = 0; a < count; a++)
        {
            for (var b = a; b < count; b++)
            {
                var seedProducts = Products(bySeed[a], bySeed[b]);
                if (Seeds > 1)
                    _ofSeeds[a, b] = _ofSeeds[b, a] = (seedProducts - (Seeds * _means[a] * _means[b])) / (Seeds - 1) / Seeds;
                if (byImage is null || Images < 2)
                    continue;
                var imageProducts = Products(byImage[a], byImage[b]);
                _ofImages[a, b] = _ofImages[b, a] = (imageProducts - (Images * _means[a] * _means[b])) / (Images - 1) / Images;
                if (Seeds > 1)
                {
                    var rest =
                        (Percent * Percent * BothRight(right![a], right[b]))
                        - (Images * seedProducts)
                        - (Seeds * imageProducts)
                        + ((double)Seeds * Images * _means[a] * _means[b]);
                    _ofBoth[a, b] = _ofBoth[b, a] = rest / (Seeds - 1) / (Images - 1) / Seeds / Images;
                }
            }
        }
    }

    public int Seeds { get; }

    /// <summary>Zero when the per-image outcomes of some network are unknown, or the numbers of images differ.</summary>
    public int Images { get; }

    /// <summary>The percentage of networks that are right, by cell and image; null when <see cref="Images"/> is zero.</summary>
    public double[][]? ByImage { get; }

    /// <summary>False for one seed without per-image outcomes: the uncertainty is then unknown.</summary>
    public bool HasVariance => Seeds > 1 || Images > 1;

    /// <summary>Null when no seed is in all of the cells.</summary>
    public static CrossedMeans? Compute(IReadOnlyList<Cell> cells)
    {
        var seeds = cells[0].Seeds.Where(seed => cells.All(cell => cell.Has(seed))).Order().ToArray();
        if (seeds.Length == 0)
            return null;
        var right = cells.Select(cell => seeds.Select(seed => cell.Right(seed)!).ToArray()).ToArray();
        var images = right[0][0]?.Length ?? 0;
        return new CrossedMeans(
            cells,
            seeds,
            images > 0 && right.All(cell => cell.All(network => network?.Length == images)) ? right : null
        );
    }

    /// <summary>
    /// A weighted sum of the cells' means. Its variance is infinite when the uncertainty is unknown. Degrees of freedom follow
    /// Satterthwaite (1946), with n − 1 for the seeds' part and N − 1 for the images'.
    /// </summary>
    public Estimate Combine(ReadOnlySpan<double> weights)
    {
        var value = 0.0;
        for (var cell = 0; cell < weights.Length; cell++)
            value += weights[cell] * _means[cell];
        if (!HasVariance)
            return new Estimate(value, double.PositiveInfinity, 1, 1);
        var (seeds, images) = (Math.Max(0, VarianceOf(_ofSeeds, weights)), Math.Max(0, VarianceOf(_ofImages, weights)));
        // The common part is itself estimated. Subtracting it may leave less than either part, which is impossible, so the result is at
        // least the larger part.
        var variance = Math.Max(seeds + images - VarianceOf(_ofBoth, weights), Math.Max(seeds, images));
        if (variance == 0)
            return new Estimate(value, 0, 1, 0);
        var spread = (Seeds > 1 ? seeds * seeds / (Seeds - 1) : 0) + (Images > 1 ? images * images / (Images - 1) : 0);
        return new Estimate(value, variance, variance * variance / spread, Math.Min(1, seeds / variance));
    }

    private static double[] MeansOfImages(byte[][] networks)
    {
        var means = new double[networks[0].Length];
        foreach (var network in networks)
        {
            for (var image = 0; image < means.Length; image++)
                means[image] += network[image];
        }

        for (var image = 0; image < means.Length; image++)
            means[image] *= Percent / networks.Length;
        return means;
    }

    /// <summary>How often both cells' networks are right, over seeds and images.</summary>
    private static long BothRight(byte[][] first, byte[][] second)
    {
        var sum = 0L;
        for (var seed = 0; seed < first.Length; seed++)
        {
            var (a, b) = (first[seed], second[seed]);
            var count = 0;
            for (var image = 0; image < a.Length; image++)
                count += a[image] & b[image];
            sum += count;
        }

        return sum;
    }

    private static double Products(double[] first, double[] second)
    {
        var sum = 0.0;
        for (var i = 0; i < first.Length; i++)
            sum += first[i] * second[i];
        return sum;
    }

    /// <summary>The variance of a weighted sum.</summary>
    private static double VarianceOf(double[,] covariances, ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        for (var a = 0; a < weights.Length; a++)
        {
            for (var b = 0; b < weights.Length; b++)
                sum += weights[a] * weights[b] * covariances[a, b];
        }

        return sum;
    }
}

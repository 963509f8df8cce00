using MathNet.Numerics.Distributions;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Inference;

namespace Sweep.Tests.Coordinator.Study.Inference;

/// <summary>
/// A study whose answer is known. A network classifies an image correctly when the sum of its cell's quality (mode and sparsity), its
/// seed's luck, the image's easiness and chance is positive. All terms are normal, so each cell's true accuracy is a point of the normal
/// distribution.
/// </summary>
/// <param name="Images">The number of test images.</param>
/// <param name="SeedSpread">The standard deviation of a seed's luck at one level, in units of the chance term; that of a seed at all levels
/// is the same.</param>
/// <param name="ImageSpread">The standard deviation of the images' easiness.</param>
/// <param name="Kept">The share of the chance term, from 0 to 1, that a network keeps when it is pruned further.</param>
internal sealed record SimulatedStudy(
    int Seeds,
    int Images,
    double SeedSpread,
    double ImageSpread,
    double Kept,
    double[] Sparsities,
    double[] Tuned,
    double[] Scratch,
    double Tolerance
)
{
    /// <summary>The true break point of accuracies in percent.</summary>
    public double BreakPointOf(double[] accuracies)
    {
        for (var level = 1; level < accuracies.Length; level++)
        {
            var (before, after) = (accuracies[0] - accuracies[level - 1], accuracies[0] - accuracies[level]);
            if (after > Tolerance)
                return Sparsities[level - 1] + ((Sparsities[level] - Sparsities[level - 1]) * (Tolerance - before) / (after - before));
        }

        throw new InvalidOperationException("The true accuracy does not fall by the tolerance.");
    }

    /// <summary>Draws random networks and images.</summary>
    /// <param name="seed">The seed of the random numbers; equal seeds give equal studies.</param>
    public (DropCurve Tuned, DropCurve Scratch, Cell[] TunedCells, Cell[] ScratchCells) Draw(int seed)
    {
        var random = new NormalSource(seed);
        var easiness = Enumerable.Range(0, Images).Select(_ => ImageSpread * random.Next()).ToArray();
        var (tuned, scratch) = (Cells(Tuned, easiness, random), Cells(Scratch, easiness, random));
        return (CurveOf(tuned), CurveOf(scratch), tuned, scratch);
    }

    private DropCurve CurveOf(Cell[] cells) => new(cells[0], [.. Sparsities.Zip(cells).Skip(1)]);

    private Cell[] Cells(double[] accuracies, double[] easiness, NormalSource random)
    {
        var spread = Math.Sqrt(1 + (ImageSpread * ImageSpread) + (2 * SeedSpread * SeedSpread));
        var cells = accuracies.Select(_ => new Cell()).ToArray();
        for (var network = 0; network < Seeds; network++)
        {
            var ownLuck = SeedSpread * random.Next();
            var kept = Enumerable.Range(0, Images).Select(_ => Math.Sqrt(Kept) * random.Next()).ToArray();
            for (var level = 0; level < cells.Length; level++)
            {
                var level0 = (spread * Normal.InvCDF(0, 1, accuracies[level] / 100)) + ownLuck + (SeedSpread * random.Next());
                var codes = new byte[Images];
                for (var image = 0; image < Images; image++)
                    codes[image] = level0 + easiness[image] + kept[image] + (Math.Sqrt(1 - Kept) * random.Next()) > 0 ? (byte)2 : (byte)0;
                cells[level].Add(network, 100.0 * codes.Count(code => code == 2) / Images, ImageOutcomes.Of(codes));
            }
        }

        return cells;
    }

    /// <summary>Standard normal numbers, by the Box–Muller method.</summary>
    private sealed class NormalSource(int seed)
    {
        private readonly Random _random = new(seed);
        private double? _other;

        public double Next()
        {
            if (_other is { } other)
            {
                _other = null;
                return other;
            }

            var (radius, angle) = (Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())), 2 * Math.PI * _random.NextDouble());
            _other = radius * Math.Sin(angle);
            return radius * Math.Cos(angle);
        }
    }
}

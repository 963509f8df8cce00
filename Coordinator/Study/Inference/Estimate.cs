using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace Sweep.Coordinator.Study.Inference;

/// <summary>A mean in percentage points, and how well it is known.</summary>
/// <param name="Variance">Of the mean.</param>
/// <param name="DegreesOfFreedom">Of the variance; see <see cref="CrossedMeans.Combine"/>.</param>
/// <param name="SeedShare">The share of the variance that more seeds reduce, 0…1.</param>
internal readonly record struct Estimate(double Value, double Variance, double DegreesOfFreedom, double SeedShare)
{
    /// <summary>Of every interval that is stated.</summary>
    public const double Confidence = 0.95;

    private const int StepsPerDoubling = 256;

    /// <summary>From here on it is as good as normal.</summary>
    private const double MostFreedom = 1e5;

    private static readonly ConcurrentDictionary<(int Step, double Confidence), double> _quantiles = new();

    public double StandardError => Math.Sqrt(Variance);

    /// <summary>Half the width of the interval.</summary>
    public double HalfWidth => HalfWidthAt(Confidence);

    /// <summary>Two-sided, of the hypothesis that the mean is zero. One when nothing varies and it is zero.</summary>
    public double PValue =>
        Variance > 0 ? 2 * StudentT.CDF(0, 1, DegreesOfFreedom, -Math.Abs(Value) / StandardError)
        : Value == 0 ? 1
        : 0;

    /// <summary>Half the width of an interval of another confidence, 0…1.</summary>
    public double HalfWidthAt(double confidence) => Variance == 0 ? 0 : Quantile(DegreesOfFreedom, confidence) * StandardError;

    /// <summary>Student's t above which lies half of what the interval leaves out. Degrees of freedom are rounded down, by less than 0.3 %: it takes long to find.</summary>
    public static double Quantile(double degreesOfFreedom, double confidence = Confidence) =>
        _quantiles.GetOrAdd(
            ((int)(StepsPerDoubling * Math.Log2(Math.Clamp(degreesOfFreedom, 1, MostFreedom))), confidence),
            static key => StudentT.InvCDF(0, 1, Math.Pow(2, (double)key.Step / StepsPerDoubling), (1 + key.Confidence) / 2)
        );
}

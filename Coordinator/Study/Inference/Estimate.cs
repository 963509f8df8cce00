using System.Collections.Concurrent;
using MathNet.Numerics.Distributions;

namespace Sweep.Coordinator.Study.Inference;

/// <summary>A mean in percentage points, with its uncertainty.</summary>
/// <param name="Variance">The variance of the mean.</param>
/// <param name="DegreesOfFreedom">The degrees of freedom of the variance; see <see cref="CrossedMeans.Combine"/>.</param>
/// <param name="SeedShare">The share of the variance, from 0 to 1, that more seeds would reduce.</param>
internal readonly record struct Estimate(double Value, double Variance, double DegreesOfFreedom, double SeedShare)
{
    /// <summary>The confidence of all reported intervals.</summary>
    public const double Confidence = 0.95;

    private const int StepsPerDoubling = 256;

    /// <summary>From this many degrees of freedom on, the normal distribution is close enough.</summary>
    private const double MostFreedom = 1e5;

    private static readonly ConcurrentDictionary<(int Step, double Confidence), double> _quantiles = new();

    public double StandardError => Math.Sqrt(Variance);

    /// <summary>Half the width of the interval.</summary>
    public double HalfWidth => HalfWidthAt(Confidence);

    /// <summary>The two-sided p-value of the hypothesis that the mean is zero; one when the mean is zero without any variance.</summary>
    public double PValue =>
        Variance > 0 ? 2 * StudentT.CDF(0, 1, DegreesOfFreedom, -Math.Abs(Value) / StandardError)
        : Value == 0 ? 1
        : 0;

    /// <summary>Half the width of an interval of another confidence, from 0 to 1.</summary>
    public double HalfWidthAt(double confidence) => Variance == 0 ? 0 : Quantile(DegreesOfFreedom, confidence) * StandardError;

    /// <summary>
    /// The quantile of Student's t above which lies half of what the interval excludes. Degrees of freedom are rounded down by less than
    /// 0.3 % so that results can be cached, because computing a quantile is slow.
    /// </summary>
    public static double Quantile(double degreesOfFreedom, double confidence = Confidence) =>
        _quantiles.GetOrAdd(
            ((int)(StepsPerDoubling * Math.Log2(Math.Clamp(degreesOfFreedom, 1, MostFreedom))), confidence),
            static key => StudentT.InvCDF(0, 1, Math.Pow(2, (double)key.Step / StepsPerDoubling), (1 + key.Confidence) / 2)
        );
}

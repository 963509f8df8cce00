using System.Globalization;

namespace Sweep.Performance.Training;

/// <summary>What a loop makes of a <see cref="FirstBatch"/>.</summary>
/// <param name="Loss">Mean cross-entropy of the batch, norms going by the batch.</param>
/// <param name="GradientNorm">Euclidean length of the gradient of all parameters.</param>
/// <param name="Parameters">Trainable numbers.</param>
internal sealed record FirstStep(double Loss, double GradientNorm, long Parameters)
{
    /// <summary>Rounding of other kernels and of another order of sums is far below, another layer or setting far above.</summary>
    private const double Tolerance = 1e-3;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Loss:R} {GradientNorm:R} {Parameters}");

    public static FirstStep Parse(string line)
    {
        var words = line.Split(' ');
        return new(double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
    }

    /// <exception cref="InvalidOperationException">Some loop computes something else than the first.</exception>
    public static async Task RequireSameAsync(TrainingCase training, IReadOnlyList<LoopProcess> loops, CancellationToken cancellation)
    {
        var file = Path.GetTempFileName();
        try
        {
            await FirstBatch.WriteAsync(file, training.Architecture, cancellation);
            FirstStep? expected = null;
            foreach (var loop in loops)
            {
                var step = await loop.TakeFirstStepAsync(file, cancellation);
                expected ??= step;
                if (!step.IsSameAs(expected))
                {
                    throw new InvalidOperationException(
                        $"{loop.Name} computes something else than {loops[0].Name} on {training.Name}: loss, gradient's length and parameters are {step}, not {expected}.");
                }
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private bool IsSameAs(FirstStep other) =>
        Parameters == other.Parameters && IsClose(Loss, other.Loss) && IsClose(GradientNorm, other.GradientNorm);

    private static bool IsClose(double a, double b) => Math.Abs(a - b) <= Tolerance * Math.Abs(b);
}

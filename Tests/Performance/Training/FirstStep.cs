using System.Globalization;
using Sweep.Worker.Native;

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
        return new(
            double.Parse(words[0], CultureInfo.InvariantCulture),
            double.Parse(words[1], CultureInfo.InvariantCulture),
            long.Parse(words[2], CultureInfo.InvariantCulture)
        );
    }

    /// <returns>
    /// The loops of TorchSharp that compute something else than the first, where libtorch's own convolutions are known to be wrong:
    /// <see cref="NativeRuntime.MiscomputesConvolutions"/>.
    /// </returns>
    /// <exception cref="InvalidOperationException">Another loop computes something else.</exception>
    public static async Task<IReadOnlyList<LoopProcess>> RequireSameAsync(
        TrainingCase training,
        IReadOnlyList<LoopProcess> loops,
        CancellationToken cancellation
    )
    {
        var file = Path.GetTempFileName();
        try
        {
            await FirstBatch.WriteAsync(file, training.Architecture, cancellation);
            FirstStep? expected = null;
            var wrong = new List<LoopProcess>();
            foreach (var loop in loops)
            {
                var step = await loop.TakeFirstStepAsync(file, cancellation);
                expected ??= step;
                if (!step.IsSameAs(expected))
                {
                    if (loop.Name.StartsWith("TorchSharp", StringComparison.Ordinal) && NativeRuntime.MiscomputesConvolutions)
                    {
                        wrong.Add(loop);
                        continue;
                    }

                    throw new InvalidOperationException(
                        $"{loop.Name} computes something else than {loops[0].Name} on {training.Name}: loss, gradient's length and parameters are {step}, not {expected}."
                    );
                }
            }

            return wrong;
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

using System.Text;

namespace Sweep.Tests.Worker.Models;

/// <summary>Computes the same numbers as Reference/make_reference.py.</summary>
internal static class FormulaTensors
{
    /// <summary>Numbers in −0.5…0.5 that depend only on the tensor's name and the position.</summary>
    public static double[] Noise(string name, long count)
    {
        var numbers = new double[count];
        var key = Fnv1a(name);
        for (var i = 0; i < count; i++)
        {
            var z = (uint)((ulong)i * 2654435761) + key;
            z = (z ^ (z >> 15)) * 2246822519;
            z = (z ^ (z >> 13)) * 3266489917;
            numbers[i] = ((z ^ (z >> 16)) / 4294967296.0) - 0.5;
        }

        return numbers;
    }

    /// <summary>A parameter or running statistic, by its name and shape.</summary>
    public static float[] Of(string name, long[] shape)
    {
        var noise = Noise(name, shape.Aggregate(1L, (product, length) => product * length));
        if (shape.Length > 1)
        {
            var scale = Math.Sqrt(24.0 / shape.Skip(1).Aggregate(1L, (product, length) => product * length));
            return [.. noise.Select(u => (float)(u * scale))];
        }

        var isScale = name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("weight", StringComparison.Ordinal);
        return [.. noise.Select(u => (float)(isScale ? 1 + (0.5 * u) : 0.2 * u))];
    }

    private static uint Fnv1a(string text) =>
        Encoding.UTF8.GetBytes(text).Aggregate(2166136261, (hash, letter) => (hash ^ letter) * 16777619);
}

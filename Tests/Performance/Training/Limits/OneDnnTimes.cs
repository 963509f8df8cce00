using System.Globalization;
using Sweep.Contracts.Architectures;

namespace Sweep.Performance.Training.Limits;

/// <summary>What oneDNN tells with ONEDNN_VERBOSE=1: a line for each primitive it executed, its kind in the middle and its milliseconds at the end.</summary>
internal static class OneDnnTimes
{
    /// <summary>Seconds a step in convolutions, forward and backward; null when oneDNN did not execute all of them.</summary>
    public static double? OfConvolutions(IReadOnlyList<string> lines, Architecture architecture, int steps)
    {
        var times = lines
            .Select(line => line.Split(','))
            .Where(cells =>
                Array.IndexOf(cells, "exec") is var exec and >= 0 && cells.Length > exec + 2 && cells[exec + 2] == "convolution"
            )
            .Select(cells => double.Parse(cells[^1], CultureInfo.InvariantCulture) / 1e3)
            .ToList();
        var expected = (3 * architecture.Layers.Count(layer => layer is Conv)) - 1;
        return times.Count == expected * steps ? times.Sum() / steps : null;
    }
}

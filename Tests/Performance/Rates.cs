namespace Sweep.Performance;

/// <summary>What repeated rounds come to.</summary>
internal static class Rates
{
    public static T Median<T>(IReadOnlyCollection<T> rounds) => rounds.Order().ElementAt(rounds.Count / 2);

    /// <summary>What was measured, how many in a round, their median a second, smallest and largest.</summary>
    public static string[] Row(string what, int count, IReadOnlyCollection<double> rates) =>
        [what, $"{count:N0}", $"{Median(rates):N0}", $"{rates.Min():N0}–{rates.Max():N0}"];
}

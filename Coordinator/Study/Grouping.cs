using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Study;

/// <summary>Statistics over trials, seeds above all.</summary>
public static class Grouping
{
    /// <summary>
    /// Groups ordered by their keys: numbers ascending, texts in the order in which the grid has them. No trial is left out;
    /// a group without a completed one has empty summaries.
    /// </summary>
    public static IReadOnlyList<TrialGroup> By(
        IReadOnlyCollection<TrialResult> trials, IReadOnlyList<ResultField> keys, IReadOnlyList<ResultField> metrics)
    {
        var order = keys.Select(key => Ranks(trials, key)).ToArray();
        return [.. trials
            .GroupBy(trial => new Key([.. keys.Select(key => key.TextOf(trial))]))
            .OrderBy(group => group.Key, Comparer<Key>.Create((left, right) => Compare(left, right, order)))
            .Select(group => new TrialGroup(
                [.. keys.Select(key => key.Read(group.First()))],
                group.Count(),
                group.Count(trial => trial.State == TrialState.Completed),
                group.Count(trial => trial.State == TrialState.Failed),
                [.. metrics.Select(metric => Summary.Of(group.Select(metric.NumberOf).OfType<double>()))]))];
    }

    private static Dictionary<string, int> Ranks(IReadOnlyCollection<TrialResult> trials, ResultField key)
    {
        var values = trials.OrderBy(trial => trial.Index).Select(trial => (Text: key.TextOf(trial) ?? "", Number: key.NumberOf(trial)))
            .DistinctBy(value => value.Text).ToList();
        var inOrder = values.All(value => value.Number is not null || value.Text.Length == 0)
            ? values.OrderBy(value => value.Number)
            : values.AsEnumerable();
        return inOrder.Select((value, rank) => (value.Text, rank)).ToDictionary(pair => pair.Text, pair => pair.rank);
    }

    private static int Compare(Key left, Key right, Dictionary<string, int>[] order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var difference = order[i][left.Values[i] ?? ""].CompareTo(order[i][right.Values[i] ?? ""]);
            if (difference != 0)
            {
                return difference;
            }
        }

        return 0;
    }

    private sealed record Key(string?[] Values)
    {
        public bool Equals(Key? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values);

        public override int GetHashCode() => Values.Aggregate(0, HashCode.Combine);
    }
}

using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Filtering;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study;

/// <summary>A query on a sweep's trials: a condition, and the fields to group by.</summary>
public sealed record ResultsQuery
{
    public static readonly IReadOnlyList<string> DefaultMetrics = ["top1", "top5", "compression", "speedup"];

    /// <summary>A <see cref="Filter"/>; null keeps every trial.</summary>
    public string? Where { get; init; }

    /// <summary>Field names; empty groups by the point of the grid without its seed.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Names of numeric fields; empty uses <see cref="DefaultMetrics"/>.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <param name="trials">The trials in grid order.</param>
    /// <exception cref="StudyException">A field does not exist or is not numeric, or the condition is invalid.</exception>
    public ResultsAnswer Ask(string sweep, IReadOnlyCollection<TrialResult> trials)
    {
        var list = trials as IReadOnlyList<TrialResult> ?? [.. trials];
        var table = ResultTable.FromTrials(list);
        var (keys, metrics) = (KeysIn(table.Fields), MetricsIn(table.Fields, DefaultMetrics));
        var rows = table.Select(Where);
        return new ResultsAnswer(
            sweep,
            table.Fields,
            [.. Enumerable.Range(0, rows.Count).Select(position => list[rows[position]])],
            keys,
            metrics,
            new TrialGroups(table, rows, keys, metrics)
        );
    }

    /// <inheritdoc cref="Ask"/>
    internal IReadOnlyList<ResultField> KeysIn(ResultFields fields) =>
        GroupBy.Count == 0 ? fields.Point : [.. GroupBy.Select(name => fields[name]).Distinct()];

    /// <inheritdoc cref="Ask"/>
    internal IReadOnlyList<ResultField> MetricsIn(ResultFields fields, IReadOnlyList<string> usual) =>
        [.. (Metrics.Count == 0 ? usual : Metrics).Select(fields.NumberField).Distinct()];
}

/// <summary>The selected trials, with what is needed to show them one by one or in groups.</summary>
public sealed record ResultsAnswer(
    string Sweep,
    ResultFields Fields,
    IReadOnlyList<TrialResult> Trials,
    IReadOnlyList<ResultField> Keys,
    IReadOnlyList<ResultField> Metrics,
    IReadOnlyList<TrialGroup> Groups
);

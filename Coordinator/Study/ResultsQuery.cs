using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Filtering;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study;

/// <summary>A question about a sweep's trials: which of them, and grouped by what.</summary>
public sealed record ResultsQuery
{
    public static readonly IReadOnlyList<string> DefaultMetrics = ["top1", "top5", "compression", "speedup"];

    /// <summary>A <see cref="Filter"/>; null keeps every trial.</summary>
    public string? Where { get; init; }

    /// <summary>Field names; empty groups by the grid's point without its seed.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Numeric field names; empty takes <see cref="DefaultMetrics"/>.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <param name="trials">In the order of the grid.</param>
    /// <exception cref="StudyException">A field is not there or no number, or the condition does not parse.</exception>
    public ResultsAnswer Ask(string sweep, IReadOnlyCollection<TrialResult> trials)
    {
        var list = trials as IReadOnlyList<TrialResult> ?? [.. trials];
        var table = ResultTable.Of(list);
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

/// <summary>The trials that were asked for, with what is needed to show them one by one or in groups.</summary>
public sealed record ResultsAnswer(
    string Sweep,
    ResultFields Fields,
    IReadOnlyList<TrialResult> Trials,
    IReadOnlyList<ResultField> Keys,
    IReadOnlyList<ResultField> Metrics,
    IReadOnlyList<TrialGroup> Groups
);

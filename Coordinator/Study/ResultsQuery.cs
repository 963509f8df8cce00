using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Filtering;

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

    /// <exception cref="StudyException">A field is not there or no number, or the condition does not parse.</exception>
    public ResultsAnswer Ask(string sweep, IReadOnlyCollection<TrialResult> trials)
    {
        var fields = ResultFields.Of(trials);
        var keys = GroupBy.Count == 0 ? fields.Point : [.. GroupBy.Select(name => fields[name]).Distinct()];
        var metrics = (Metrics.Count == 0 ? DefaultMetrics : Metrics).Select(name => fields[name]).Distinct().ToList();
        if (metrics.FirstOrDefault(metric => !metric.IsNumeric) is { } text)
        {
            var numbers = string.Join(", ", fields.All.Where(field => field.IsNumeric).Select(field => field.Name));
            throw new StudyException($"'{text.Name}' is no number to average; numbers are {numbers}");
        }

        var filter = string.IsNullOrWhiteSpace(Where) ? null : Filter.Parse(Where, fields);
        return new ResultsAnswer(sweep, fields, filter is null ? trials : [.. trials.Where(filter.Accepts)], keys, metrics);
    }
}

/// <summary>The trials that were asked for, with what is needed to show them one by one or in groups.</summary>
public sealed record ResultsAnswer(
    string Sweep, ResultFields Fields, IReadOnlyCollection<TrialResult> Trials, IReadOnlyList<ResultField> Keys, IReadOnlyList<ResultField> Metrics)
{
    public IReadOnlyList<TrialGroup> Groups { get; } = Grouping.By(Trials, Keys, Metrics);
}

using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Inference;
using BestSparsity = Sweep.Coordinator.Study.BestSparsity;
using BreakPoint = Sweep.Coordinator.Study.Inference.BreakPoint;
using Enum = System.Enum;
using LevelDifference = Sweep.Coordinator.Study.Inference.LevelDifference;
using ResultField = Sweep.Coordinator.Study.ResultField;

namespace Sweep.Cli.Results;

/// <summary>What the service of results answers, as the records that the printers show.</summary>
internal static class ResultMessages
{
    public static ResultField Field(Api.V1.ResultField field) =>
        new(
            field.Name,
            Enum.TryParse<FieldKind>(field.Kind, ignoreCase: true, out var kind) ? kind : FieldKind.Text,
            field.Meaning,
            _ => null
        );

    public static object?[] Values(ListValue values, IReadOnlyList<ResultField> fields) =>
        [.. values.Values.Zip(fields, (value, field) => Of(value, field.Kind))];

    public static TrialGroup Group(ResultGroup group, IReadOnlyList<ResultField> keys) =>
        new(
            Values(group.Key, keys),
            (int)group.Trials,
            (int)group.Completed,
            (int)group.Failed,
            [
                .. group.Metrics.Select(metric => new Summary(
                    (int)metric.Count,
                    metric.HasMean ? metric.Mean : null,
                    metric.HasStd ? metric.Std : null,
                    metric.HasMin ? metric.Min : null,
                    metric.HasMax ? metric.Max : null
                )),
            ]
        );

    public static StudyRow Row(BestSparsityRow row) =>
        new(row.Dataset, row.Architecture, row.Axes.ToDictionary(), Figure(row.FineTuned), Figure(row.FromScratch))
        {
            GainEstimate =
                row.FineTuned?.BreakPoint is null || row.FromScratch?.BreakPoint is null
                    ? null
                    : new Gain(
                        row.HasGainEstimate ? row.GainEstimate : null,
                        Interval(row.GainInterval),
                        Parse<Verdict>(row.Verdict),
                        row.HasSeedsNeeded ? row.SeedsNeeded : null
                    ),
            Differences =
            [
                .. row.Differences.Select(level => new LevelDifference(
                    level.Sparsity,
                    level.Seeds,
                    level.Difference,
                    Interval(level.Interval),
                    level.HasPValue ? level.PValue : null,
                    level.HasPAdjusted ? level.PAdjusted : null
                )),
            ],
        };

    private static BestSparsity? Figure(BestSparsityFigure? figure) =>
        figure is null
            ? null
            : new BestSparsity
            {
                Sparsity = figure.HasSparsity ? figure.Sparsity : null,
                Bound = Parse<BestSparsityBound>(figure.Bound),
                DenseTop1 = figure.HasDenseTop1 ? figure.DenseTop1 : null,
                Top1 = figure.HasTop1 ? figure.Top1 : null,
                Compression = figure.HasCompression ? figure.Compression : null,
                Seeds = figure.Seeds,
                Interval = Interval(figure.Interval),
                BreakPoint = figure.BreakPoint is { } at
                    ? new BreakPoint(at.Sparsity, at.IsBeyond, Interval(at.Interval), at.Seeds, at.Images)
                    : null,
                Note = figure.Note.Length > 0 ? figure.Note : null,
            };

    private static Interval? Interval(ConfidenceInterval? interval) =>
        interval is null ? null : new Interval(interval.Low, interval.HasHigh ? interval.High : null);

    /// <summary>An enum's value by its name in kebab case.</summary>
    private static T Parse<T>(string name) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(name))!;

    private static object? Of(Value value, FieldKind kind) =>
        value.KindCase switch
        {
            Value.KindOneofCase.StringValue => value.StringValue,
            Value.KindOneofCase.NumberValue => kind == FieldKind.Whole ? (long)value.NumberValue : value.NumberValue,
            Value.KindOneofCase.BoolValue => value.BoolValue ? "true" : "false",
            Value.KindOneofCase.ListValue when value.ListValue.Values.All(item => item.KindCase == Value.KindOneofCase.StringValue) => value
                .ListValue.Values.Select(item => item.StringValue)
                .ToList(),
            Value.KindOneofCase.ListValue => value
                .ListValue.Values.Select(item => item.KindCase == Value.KindOneofCase.NumberValue ? item.NumberValue : double.NaN)
                .ToList(),
            _ => null,
        };
}

using System.Collections;
using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Inference;
using BestSparsity = Sweep.Coordinator.Study.BestSparsity;
using BreakPoint = Sweep.Coordinator.Study.Inference.BreakPoint;
using BreakPointMessage = Sweep.Api.V1.BreakPoint;
using FieldMessage = Sweep.Api.V1.ResultField;
using LevelDifference = Sweep.Coordinator.Study.Inference.LevelDifference;
using LevelMessage = Sweep.Api.V1.LevelDifference;
using ResultField = Sweep.Coordinator.Study.ResultField;

namespace Sweep.Coordinator.Api.Questions;

/// <summary>Results as messages.</summary>
internal static class StudyMessages
{
    public static FieldMessage Of(ResultField field) =>
        new()
        {
            Name = field.Name,
            Kind = EnumText.Of(field.Kind),
            Meaning = field.Meaning,
        };

    /// <summary>Null also for what is not a number: JSON has no such value.</summary>
    public static Value Of(object? value) =>
        value switch
        {
            string text => Value.ForString(text),
            double number when double.IsFinite(number) => Value.ForNumber(number),
            long whole => Value.ForNumber(whole),
            IEnumerable list => Value.ForList([.. list.Cast<object>().Select(Of)]),
            _ => Value.ForNull(),
        };

    public static ResultGroup Of(TrialGroup group, IReadOnlyList<ResultField> metrics)
    {
        var message = new ResultGroup
        {
            Key = new ListValue(),
            Trials = group.Trials,
            Completed = group.Completed,
            Failed = group.Failed,
        };
        message.Key.Values.AddRange(group.Key.Select(Of));
        message.Metrics.AddRange(metrics.Zip(group.Metrics, Of));
        return message;
    }

    public static BestSparsityRow Of(StudyRow row)
    {
        var message = new BestSparsityRow
        {
            Dataset = row.Dataset,
            Architecture = row.Architecture,
            FineTuned = Of(row.FineTuned),
            FromScratch = Of(row.FromScratch),
            GainBound = EnumText.Of(row.GainBound),
            Verdict = EnumText.Of(row.Verdict),
            GainInterval = Of(row.GainEstimate?.Interval),
            Answer = row.Answer,
        };
        message.Axes.Add(row.Axes.ToDictionary());
        message.Differences.AddRange(row.Differences.Select(Of));
        if (row.GainEstimate?.Value is { } estimate)
            message.GainEstimate = estimate;
        if (row.GainEstimate?.SeedsNeeded is { } seeds)
            message.SeedsNeeded = seeds;
        if (row.Gain is { } gain)
            message.Gain = gain;
        return message;
    }

    private static Aggregate Of(ResultField metric, Summary summary)
    {
        var message = new Aggregate { Metric = metric.Name, Count = summary.Count };
        if (summary.Mean is { } mean)
            message.Mean = mean;
        if (summary.Std is { } std)
            message.Std = std;
        if (summary.Min is { } min)
            message.Min = min;
        if (summary.Max is { } max)
            message.Max = max;
        return message;
    }

    private static ConfidenceInterval? Of(Interval? interval)
    {
        if (interval is not { } known)
            return null;
        var message = new ConfidenceInterval { Low = known.Low };
        if (known.High is { } high)
            message.High = high;
        return message;
    }

    private static LevelMessage Of(LevelDifference difference)
    {
        var message = new LevelMessage
        {
            Sparsity = difference.Sparsity,
            Seeds = difference.Seeds,
            Difference = difference.Difference,
            Interval = Of(difference.Interval),
        };
        if (difference.PValue is { } alone)
            message.PValue = alone;
        if (difference.Adjusted is { } adjusted)
            message.PAdjusted = adjusted;
        return message;
    }

    private static BreakPointMessage? Of(BreakPoint? at) =>
        at is null
            ? null
            : new BreakPointMessage
            {
                Sparsity = at.Sparsity,
                IsBeyond = at.IsBeyond,
                Interval = Of(at.Interval),
                Seeds = at.Seeds,
                Images = at.Images,
            };

    private static BestSparsityFigure? Of(BestSparsity? best)
    {
        if (best is null)
            return null;
        var message = new BestSparsityFigure
        {
            Bound = EnumText.Of(best.Bound),
            Seeds = best.Seeds,
            Note = best.Note ?? "",
            Interval = Of(best.Interval),
            BreakPoint = Of(best.BreakPoint),
        };
        if (best.Sparsity is { } sparsity)
            message.Sparsity = sparsity;
        if (best.DenseTop1 is { } dense)
            message.DenseTop1 = dense;
        if (best.Top1 is { } top1)
            message.Top1 = top1;
        if (best.Compression is { } compression)
            message.Compression = compression;
        return message;
    }
}

using System.Globalization;
using Sweep.Contracts;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>What a spec means that another does not. How they are written, their names and what they say of reports does not matter.</summary>
/// <param name="Added">Trials of the later one alone.</param>
/// <param name="Lost">Trials of the earlier one alone.</param>
/// <param name="NewStages">Stages of the later one alone.</param>
/// <param name="Work">What a worker, as planning assumes one, would take for them.</param>
/// <param name="HasOtherLimits">They are to be executed in another order, or with other limits.</param>
/// <param name="HasOtherSearch">Others of them may be chosen.</param>
public sealed record SpecComparison(int Added, int Lost, int NewStages, TimeSpan Work, bool HasOtherLimits, bool HasOtherSearch)
{
    public bool IsSame => this is { Added: 0, Lost: 0, HasOtherLimits: false, HasOtherSearch: false };

    /// <summary>Whether all that the earlier one asks for is in the later one.</summary>
    public bool IsGrowth => Lost == 0;

    /// <summary>Null when the earlier text cannot be read any more.</summary>
    public static SpecComparison? Of(string before, StageTree after) =>
        SpecReading.Read(before).Spec is { } spec ? Of(Expansion.Expand(spec), after) : null;

    public static SpecComparison Of(StageTree before, StageTree after)
    {
        var (old, now) = (TrialsOf(before), TrialsOf(after));
        var stages = Enumerable.Range(0, before.StageCount).Select(before.Id).ToHashSet();
        int[] added = [.. Enumerable.Range(0, after.StageCount).Where(stage => !stages.Contains(after.Id(stage)))];
        var seconds = added
            .GroupBy(
                after.Template,
                (template, alike) => StageCost.Of(after.Stage(alike.First()), Throughput.Default).Seconds * alike.Count()
            )
            .Sum();
        return new SpecComparison(
            now.Count(trial => !old.Contains(trial)),
            old.Count(trial => !now.Contains(trial)),
            added.Length,
            TimeSpan.FromSeconds(seconds),
            LimitsOf(before.Spec) != LimitsOf(after.Spec),
            SearchOf(before.Spec) != SearchOf(after.Spec)
        );
    }

    /// <summary><c>+40 trials, 40 new stages, about 3 min of a worker</c>.</summary>
    public override string ToString()
    {
        var time = Work switch
        {
            { TotalMinutes: < 1 } => $"{Math.Ceiling(Work.TotalSeconds)} s",
            { TotalHours: < 1 } => $"{Math.Ceiling(Work.TotalMinutes)} min",
            _ => string.Create(CultureInfo.InvariantCulture, $"{Work.TotalHours:N1} h"),
        };
        string?[] parts =
        [
            Added == 0 ? null : $"+{Counted.Of(Added, "trial")}",
            Lost == 0 ? null : $"−{Counted.Of(Lost, "trial")}",
            Added + Lost == 0 ? "the same trials" : null,
            NewStages == 0 ? null : Counted.Of(NewStages, "new stage"),
            NewStages == 0 ? null : $"about {time} of a worker",
            HasOtherLimits ? "other limits or priority" : null,
            HasOtherSearch ? "another search" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>A trial is its last stage, which has all its settings, and how the axes are written in its row.</summary>
    private static HashSet<(StageId Leaf, string Axes)> TrialsOf(StageTree tree) =>
        [
            .. Enumerable
                .Range(0, tree.TrialCount)
                .Select(tree.Trial)
                .Select(trial =>
                    (tree.Id(trial.LeafStage), string.Join('\n', trial.Axes.OrderBy(axis => axis.Key, StringComparer.Ordinal)))
                ),
        ];

    private static (SweepLimits Limits, int Priority, double Weight) LimitsOf(SweepSpec spec) =>
        (spec.Settings.Limits, spec.Priority, spec.Weight);

    /// <summary>The tolerance is about reports, but for a search, which looks for where it is exceeded.</summary>
    private static (SearchSettings? Search, double? Tolerance) SearchOf(SweepSpec spec) =>
        (spec.Search, spec.Search is null ? null : spec.Settings.Report.Tolerance);
}

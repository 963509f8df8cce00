using System.Globalization;
using Sweep.Contracts;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>The differences in meaning between two specs. Formatting, names and report settings are ignored.</summary>
/// <param name="Added">The number of trials that only the later spec has.</param>
/// <param name="Lost">The number of trials that only the earlier spec has.</param>
/// <param name="NewStages">The number of stages that only the later spec has.</param>
/// <param name="Work">The time that the new stages would take a worker of the speed that planning assumes.</param>
/// <param name="HasOtherLimits">Whether the order of execution or the limits differ.</param>
/// <param name="HasOtherSearch">Whether the search may choose other trials.</param>
public sealed record SpecComparison(int Added, int Lost, int NewStages, TimeSpan Work, bool HasOtherLimits, bool HasOtherSearch)
{
    public bool IsSame => this is { Added: 0, Lost: 0, HasOtherLimits: false, HasOtherSearch: false };

    /// <summary>Whether the later spec contains everything that the earlier one asks for.</summary>
    public bool IsGrowth => Lost == 0;

    /// <summary>Null when the earlier text cannot be parsed any more.</summary>
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

    /// <summary>For example <c>+40 trials, 40 new stages, about 3 min of a worker</c>.</summary>
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

    /// <summary>A trial is identified by its last stage, which has all its settings, and by the texts of its axes.</summary>
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

    /// <summary>
    /// The tolerance matters only to a search, which looks for the level that exceeds it; otherwise it only affects reports.
    /// </summary>
    private static (SearchSettings? Search, double? Tolerance) SearchOf(SweepSpec spec) =>
        (spec.Search, spec.Search is null ? null : spec.Settings.Report.Tolerance);
}

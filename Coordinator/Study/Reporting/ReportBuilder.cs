using System.Reflection;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>Builds a sweep's <see cref="ReportDocument"/>.</summary>
public static class ReportBuilder
{
    /// <summary>A page with more trials opens in no browser.</summary>
    public const int MostTrials = 20_000;

    private static readonly string[] _metrics = ["top1", "top5", "loss", "compression"];

    /// <summary>Builds the report from the stored sweep, including learning curves.</summary>
    public static async Task<ReportDocument> BuildAsync(
        SweepReader sweeps,
        SweepRecord sweep,
        double tolerance,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        using var table = await LiveTable.LoadAsync(sweeps, sweep, cancellation);
        return await BuildAsync(sweeps, sweep, table, tolerance, time, cancellation);
    }

    /// <summary>Builds the report from a table of the sweep's trials, the one that pages and exports use, and reads the learning curves.</summary>
    internal static async Task<ReportDocument> BuildAsync(
        SweepReader sweeps,
        SweepRecord sweep,
        LiveTable table,
        double tolerance,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var stages = table.Read(all => StudyFigure.StagesOf(all, Rows.All(all.Count)));
        var outcomes = await sweeps.ReadOutcomesAsync(stages, cancellation);
        var (document, trials, leaves) = table.Read(all =>
        {
            var rows = TrialRows.Read(all, all.Fields.All, Rows.All(all.Count));
            return (Build(sweep, all, rows.Values, outcomes, tolerance, time), rows, CurveLeaf.Read(all));
        });
        await trials.CompleteAsync(sweeps, cancellation);
        return document with { Curves = await new CurveReader(sweeps, sweep.Name).ReadAsync(leaves, cancellation) };
    }

    /// <summary>Builds the report from trials alone, without learning curves.</summary>
    /// <param name="outcomes">See <see cref="StudyFigure"/>.</param>
    public static ReportDocument Build(
        SweepRecord sweep,
        IReadOnlyCollection<TrialResult> trials,
        IReadOnlyDictionary<StageId, ImageOutcomes> outcomes,
        double tolerance,
        TimeProvider time
    )
    {
        var table = ResultTable.FromTrials(trials.OrderBy(trial => trial.Index));
        return Build(
            sweep,
            table,
            [.. trials.Select(trial => table.Fields.All.Select(field => field.Read(trial)).ToArray())],
            outcomes,
            tolerance,
            time
        );
    }

    private static ReportDocument Build(
        SweepRecord sweep,
        ResultTable table,
        IReadOnlyList<IReadOnlyList<object?>> trials,
        IReadOnlyDictionary<StageId, ImageOutcomes> outcomes,
        double tolerance,
        TimeProvider time
    )
    {
        var figure = StudyFigure.Of(table, Rows.All(table.Count), tolerance, outcomes);
        return new ReportDocument
        {
            Sweep = sweep.Name,
            State = sweep.State,
            Created = sweep.Created,
            Generated = time.GetUtcNow(),
            Description = sweep.About.Description,
            Notes = sweep.About.Notes,
            SpentSeconds = sweep.Spent.TotalSeconds,
            SavedSeconds = sweep.Saved.TotalSeconds,
            Program =
                "sweep " + typeof(ReportBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            Spec = sweep.SpecText,
            Tolerance = tolerance,
            Axes = [.. table.Axes],
            Fields = [.. table.Fields.All.Select(field => new ReportField(field.Name, field.Kind, field.Meaning))],
            Trials = trials,
            Levels = LevelsOf(table),
            Figure = figure,
            Answer = StudyAnswer.Of(figure),
            Curves = [],
        };
    }

    private static List<ReportLevel> LevelsOf(ResultTable table)
    {
        var groups = new TrialGroups(table, Rows.All(table.Count), table.Fields.Point, [.. _metrics.Select(table.Fields.NumberField)]);
        return
        [
            .. groups
                .Select((group, index) => (Group: group, First: groups.FirstRow(index)))
                .OrderBy(level => table.Numbers("sparsity").Number(level.First))
                .ThenBy(level => level.First)
                .Select(level => new ReportLevel(
                    table.Text("dataset", level.First),
                    table.Text("architecture", level.First),
                    table.AxesOf(level.First),
                    table.Text("mode", level.First),
                    table.Numbers("sparsity").Number(level.First),
                    level.Group.Trials,
                    level.Group.Completed,
                    level.Group.Failed,
                    _metrics.Zip(level.Group.Metrics).ToDictionary(pair => pair.First, pair => pair.Second)
                )),
        ];
    }
}

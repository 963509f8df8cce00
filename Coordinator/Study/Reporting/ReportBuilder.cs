using System.Reflection;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>Makes a sweep's <see cref="ReportDocument"/>.</summary>
public static class ReportBuilder
{
    private static readonly string[] _metrics = ["top1", "top5", "loss", "compression"];

    /// <summary>From the sweeps, learning curves included.</summary>
    public static async Task<ReportDocument> BuildAsync(
        SweepReader sweeps,
        SweepRecord sweep,
        double tolerance,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var trials = await sweeps.ReadTrialsAsync(sweep.Name, cancellation).ToListAsync(cancellation);
        var table = ResultTable.Of(trials);
        var outcomes = await sweeps.ReadOutcomesAsync(StudyFigure.StagesOf(table, Rows.All(table.Count)), cancellation);
        return Build(sweep, trials, outcomes, tolerance, time) with
        {
            Curves = await new CurveReader(sweeps).ReadAsync(trials, cancellation),
        };
    }

    /// <summary>From trials alone, without learning curves.</summary>
    /// <param name="outcomes">See <see cref="StudyFigure"/>.</param>
    public static ReportDocument Build(
        SweepRecord sweep,
        IReadOnlyCollection<TrialResult> trials,
        IReadOnlyDictionary<StageId, ImageOutcomes> outcomes,
        double tolerance,
        TimeProvider time
    )
    {
        var inOrder = trials.OrderBy(trial => trial.Index).ToList();
        var table = ResultTable.Of(inOrder);
        var fields = table.Fields;
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
            Fields = [.. fields.All.Select(field => new ReportField(field.Name, field.Kind, field.Meaning))],
            Trials = [.. trials.Select(trial => fields.All.Select(field => field.Read(trial)).ToArray())],
            Levels = LevelsOf(table, inOrder),
            Figure = figure,
            Answer = StudyAnswer.Of(figure),
            Curves = [],
        };
    }

    private static List<ReportLevel> LevelsOf(ResultTable table, List<TrialResult> trials)
    {
        var groups = new TrialGroups(table, Rows.All(table.Count), table.Fields.Point, [.. _metrics.Select(table.Fields.NumberField)]);
        return
        [
            .. groups
                .Select((group, index) => (Group: group, First: groups.FirstRow(index)))
                .OrderBy(level => level.First)
                .Select(level => (level.Group, Point: trials[level.First]))
                .OrderBy(level => level.Point.Sparsity)
                .Select(level => new ReportLevel(
                    level.Point.Dataset,
                    level.Point.Architecture,
                    level.Point.Axes,
                    level.Point.Mode,
                    level.Point.Sparsity,
                    level.Group.Trials,
                    level.Group.Completed,
                    level.Group.Failed,
                    _metrics.Zip(level.Group.Metrics).ToDictionary(pair => pair.First, pair => pair.Second)
                )),
        ];
    }
}

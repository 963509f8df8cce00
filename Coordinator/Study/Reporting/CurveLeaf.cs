using Sweep.Contracts.Stages;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>A trial's last stage, from which its learning curves are found, with the grid values that they are shown by.</summary>
internal sealed record CurveLeaf(
    StageId Stage,
    string Dataset,
    string Architecture,
    IReadOnlyDictionary<string, string> Axes,
    string Mode,
    int Seed
)
{
    /// <summary>
    /// The last stages of all trials, in grid order. Empty when they are more than a page shows: then the sweep's stages need not be loaded.
    /// </summary>
    public static IReadOnlyList<CurveLeaf> Read(ResultTable table)
    {
        var rows = Enumerable.Range(0, table.Count);
        if (rows.Select(row => table.Stages[row]).Distinct().Skip(CurveReader.MostStages).Any())
            return [];
        return
        [
            .. rows.Select(row => new CurveLeaf(
                table.Stages[row],
                table.Text("dataset", row),
                table.Text("architecture", row),
                table.AxesOf(row),
                table.Text("mode", row),
                (int)table.Numbers("seed").Number(row)
            )),
        ];
    }
}

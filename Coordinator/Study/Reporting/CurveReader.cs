using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Reading;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>Collects the learning curves of a sweep's trials along their paths through the stage tree.</summary>
internal sealed class CurveReader(SweepReader sweeps, string sweep)
{
    /// <summary>A page with more curves is neither small nor readable, so it is written without any.</summary>
    public const int MostStages = 3000;

    private readonly Dictionary<StageId, IReadOnlyList<EpochMetrics>> _epochs = [];

    /// <summary>Leaves out pretrain stages, because they train on another data set.</summary>
    public async Task<IReadOnlyList<ReportCurve>> ReadAsync(IReadOnlyList<CurveLeaf> leaves, CancellationToken cancellation)
    {
        if (leaves.Count == 0)
            return [];
        var paths = await sweeps.Ledger.AskAboutAsync(sweep, known => Paths(known, leaves), cancellation);
        if (paths.Values.SelectMany(path => path).DistinctBy(stage => stage.Id).Count() > MostStages)
            return [];
        var curves = new List<ReportCurve>();
        var drawn = new HashSet<(string Panel, StageId Stage)>();
        foreach (var leaf in leaves)
        {
            var panel = string.Join(
                '\n',
                [leaf.Dataset, leaf.Architecture, leaf.Mode, .. leaf.Axes.Select(axis => axis.Key + "=" + axis.Value)]
            );
            var offset = 0;
            foreach (var stage in paths[leaf.Stage].Where(stage => stage.Kind != StageKind.Pretrain))
            {
                if (drawn.Add((panel, stage.Id)) && await EpochsAsync(stage.Id, cancellation) is { Count: > 0 } epochs)
                {
                    curves.Add(
                        new ReportCurve(
                            leaf.Dataset,
                            leaf.Architecture,
                            leaf.Axes,
                            leaf.Mode,
                            leaf.Seed,
                            stage.Kind,
                            stage.Sparsity,
                            offset,
                            [.. epochs.Select(epoch => new double?[] { epoch.Epoch, epoch.Top1, epoch.TrainLoss })]
                        )
                    );
                }

                offset += stage.Training.Epochs;
            }
        }

        return curves;
    }

    private static Dictionary<StageId, IReadOnlyList<StageDefinition>> Paths(SweepLedger known, IReadOnlyList<CurveLeaf> leaves) =>
        leaves.Select(leaf => leaf.Stage).Distinct().ToDictionary(stage => stage, known.ReadDefinitions);

    private async Task<IReadOnlyList<EpochMetrics>> EpochsAsync(StageId stage, CancellationToken cancellation)
    {
        if (!_epochs.TryGetValue(stage, out var epochs))
            _epochs.Add(stage, epochs = await sweeps.ReadEpochsAsync(stage, cancellation));
        return epochs;
    }
}

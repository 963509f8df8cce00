using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger.Reading;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>Collects the learning curves of a sweep's trials along their paths through the stage tree.</summary>
internal sealed class CurveReader(SweepReader sweeps)
{
    // A page with more curves than this is neither small nor readable; it is written without them.
    private const int MostStages = 3000;

    private readonly Dictionary<StageId, (StageDefinition Definition, IReadOnlyList<EpochMetrics> Epochs)?> _stages = [];

    /// <summary>Pretrain stages are left out: they are about another data set.</summary>
    public async Task<IReadOnlyList<ReportCurve>> ReadAsync(IReadOnlyCollection<TrialResult> trials, CancellationToken cancellation)
    {
        var curves = new List<ReportCurve>();
        var drawn = new HashSet<(string Panel, StageId Stage)>();
        foreach (var trial in trials)
        {
            var panel = string.Join(
                '\n',
                [trial.Dataset, trial.Architecture, trial.Mode, .. trial.Axes.Select(axis => axis.Key + "=" + axis.Value)]
            );
            var offset = 0;
            foreach (var id in await PathToAsync(trial.StageId, cancellation))
            {
                var (definition, epochs) = _stages[id]!.Value;
                if (drawn.Add((panel, id)) && epochs.Count > 0)
                {
                    curves.Add(
                        new ReportCurve(
                            trial.Dataset,
                            trial.Architecture,
                            trial.Axes,
                            trial.Mode,
                            trial.Seed,
                            definition.Kind,
                            definition.Sparsity,
                            offset,
                            [.. epochs.Select(epoch => new double?[] { epoch.Epoch, epoch.Top1, epoch.TrainLoss })]
                        )
                    );
                }

                offset += definition.Training.Epochs;
            }

            if (_stages.Count > MostStages)
            {
                return [];
            }
        }

        return curves;
    }

    /// <summary>From the train stage down to <paramref name="leaf"/>.</summary>
    private async Task<IEnumerable<StageId>> PathToAsync(StageId leaf, CancellationToken cancellation)
    {
        var path = new Stack<StageId>();
        for (StageId? id = leaf; id is { } stage; id = _stages[stage]!.Value.Definition.Parent)
        {
            if (!_stages.TryGetValue(stage, out var known))
            {
                var record = await sweeps.FindStageAsync(stage, cancellation);
                known = record is null ? null : (record.Definition, await sweeps.ReadEpochsAsync(stage, cancellation));
                _stages.Add(stage, known);
            }

            if (known is not { } found || found.Definition.Kind == StageKind.Pretrain)
            {
                break;
            }

            path.Push(stage);
        }

        return path;
    }
}

using System.Collections.Concurrent;
using Sweep.Api.V1;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study;

namespace Sweep.Coordinator.Watching;

/// <summary>Says in short what a stage is. Safe for concurrent use.</summary>
internal sealed class StageRefs(SweepReader sweeps)
{
    /// <summary>Of so many parents at most it is remembered what they stand on.</summary>
    private const int MostKnown = 100_000;

    private readonly ConcurrentDictionary<StageId, bool> _isPretrained = new();

    public async ValueTask<StageRef> OfAsync(StageDefinition stage, CancellationToken cancellation) => new()
    {
        StageId = stage.Id.ToString(),
        Kind = EnumText.Of(stage.Kind),
        Dataset = stage.Data.Dataset,
        Architecture = stage.Model.Architecture,
        Sparsity = stage.Sparsity,
        Seed = stage.Seed,
        Pretrained = await IsPretrainedAsync(stage, cancellation).ConfigureAwait(false),
    };

    /// <summary>What a prune stage stands on, the train stage at the top of its chain says.</summary>
    private async ValueTask<bool> IsPretrainedAsync(StageDefinition stage, CancellationToken cancellation)
    {
        if (stage.Weights is not null)
            return true;
        if (stage.Kind != StageKind.Prune || stage.Parent is not { } parent)
            return stage.Parent is not null;
        if (_isPretrained.TryGetValue(parent, out var known))
            return known;
        var isPretrained = await sweeps.FindStageAsync(parent, cancellation).ConfigureAwait(false) is { } above
            && await IsPretrainedAsync(above.Definition, cancellation).ConfigureAwait(false);
        if (_isPretrained.Count >= MostKnown)
            _isPretrained.Clear();
        return _isPretrained[parent] = isPretrained;
    }
}

using System.Collections.Concurrent;
using Sweep.Api.V1;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study;

namespace Sweep.Coordinator.Watching;

/// <summary>Says in short what a stage is. Safe for concurrent use.</summary>
internal sealed class StageRefs(SweepReader sweeps)
{
    /// <summary>Of so many parents at most it is remembered what they stand on.</summary>
    private const int MostKnown = 100_000;

    private readonly VaryingAxes _axes = new(sweeps);
    private readonly ConcurrentDictionary<StageId, Standing> _standing = new();

    /// <param name="wanting">Names of sweeps that want it: what varies in any of them is in its name. Null: all of them.</param>
    public async ValueTask<StageRef> OfAsync(StageDefinition stage, IReadOnlyCollection<string>? wanting, CancellationToken cancellation)
    {
        var standing = await StandingOfAsync(stage, cancellation).ConfigureAwait(false);
        wanting ??= await sweeps.ReadSweepsOfAsync(stage.Id, cancellation).ConfigureAwait(false);
        var axes = await _axes.OfAsync(wanting, cancellation).ConfigureAwait(false);
        return new StageRef
        {
            StageId = stage.Id.ToString(),
            Kind = EnumText.Of(stage.Kind),
            Dataset = stage.Data.Dataset,
            Architecture = stage.Model.Architecture,
            Sparsity = stage.Sparsity,
            Seed = stage.Seed,
            Pretrained = standing.IsPretrained,
            Name = StageName.Of(stage, standing.Train, standing.IsPretrained, axes),
        };
    }

    /// <summary>What a prune stage stands on, the train stage at the top of its chain says.</summary>
    private async ValueTask<Standing> StandingOfAsync(StageDefinition stage, CancellationToken cancellation)
    {
        if (stage.Kind != StageKind.Prune || stage.Parent is not { } parent)
            return new Standing(stage.Kind == StageKind.Train ? stage : null, stage.Weights is not null || stage.Parent is not null);
        if (_standing.TryGetValue(parent, out var known))
            return known;
        var standing = await sweeps.FindStageAsync(parent, cancellation).ConfigureAwait(false) is { } above
            ? await StandingOfAsync(above.Definition, cancellation).ConfigureAwait(false)
            : new Standing(null, false);
        if (_standing.Count >= MostKnown)
            _standing.Clear();
        return _standing[parent] = standing;
    }

    private sealed record Standing(StageDefinition? Train, bool IsPretrained);
}

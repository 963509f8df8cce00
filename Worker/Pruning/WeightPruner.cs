using Sweep.Contracts.Architectures;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Pruning;

/// <summary>Removes single weights of convolutions and linear layers, including the classifier's (Han et al. 2015).</summary>
/// <param name="parameters">All parameters of the network.</param>
/// <param name="ranking">Decides which weights are removed first.</param>
/// <param name="scope">Global ranks the weights of all layers together; layer removes the same share of each layer.</param>
public sealed class WeightPruner(IReadOnlyList<ParameterSpan> parameters, Ranking ranking, Scope scope) : IPruner
{
    private readonly List<ParameterSpan> _layers = [.. parameters.Where(parameter => parameter.IsPrunable)];

    public IReadOnlyList<string> Prune(ReadOnlySpan<float> weights, Span<bool> kept, double sparsity)
    {
        if (scope == Scope.Layer)
        {
            foreach (var layer in _layers)
            {
                Prune(layer.In(weights), layer.In(kept), sparsity, layer.Offset);
            }
        }
        else
        {
            var prunable = _layers.Sum(layer => layer.Count);
            Prune(weights[..prunable], kept[..prunable], sparsity, 0);
        }

        return Warnings(kept);
    }

    private void Prune(ReadOnlySpan<float> weights, Span<bool> kept, double sparsity, int offset)
    {
        var keys = new uint[weights.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = ranking.Key(Math.Abs(weights[i]), offset + i);
        }

        var removed = kept.Count(false);
        var count = PruneCount.Of(sparsity, kept.Length);
        SmallestKeys.Clear(keys, kept, count >= removed ? count - removed : throw Unreachable(sparsity, removed, kept.Length));
    }

    private List<string> Warnings(ReadOnlySpan<bool> kept)
    {
        var warnings = new List<string>();
        foreach (var layer in _layers)
        {
            if (!layer.In(kept).Contains(true))
            {
                warnings.Add(
                    $"layer collapse: {layer.Name} has none of its {layer.Count} weights left, so the network's output no longer depends on its input"
                );
            }
        }

        return warnings;
    }

    internal static StageException Unreachable(double sparsity, int removed, int total) =>
        new(
            $"Sparsity {sparsity} keeps more than the network it starts from has left: {removed} of {total} are removed already. Ask for {(double)removed / total:0.####} or more.",
            FailureCause.Stage
        );
}

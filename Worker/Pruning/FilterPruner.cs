using Sweep.Contracts.Architectures;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Pruning;

/// <summary>
/// Removes whole filters with everything that depends on them. Its sparsity is a share of the removable filters. A network must stay
/// connected, so every layer keeps at least one filter.
/// </summary>
/// <param name="groups">The network's filters, layer by layer.</param>
/// <param name="ranking">Decides which filters are removed first.</param>
/// <param name="scope">Global ranks the filters of all layers together; layer removes the same share of each layer.</param>
public sealed class FilterPruner(IReadOnlyList<Filters> groups, Ranking ranking, Scope scope) : IPruner
{
    public IReadOnlyList<string> Prune(ReadOnlySpan<float> weights, Span<bool> kept, double sparsity)
    {
        var layers = Describe(weights, kept);
        var warnings = scope == Scope.Layer ? [.. layers.SelectMany(layer => PruneLayer(layer, sparsity))] : PruneAll(layers, sparsity);

        foreach (var layer in layers)
        {
            for (var filter = 0; filter < layer.Kept.Length; filter++)
            {
                if (!layer.Kept[filter])
                {
                    layer.Filters.Remove(kept, filter);
                }
            }
        }

        return warnings;
    }

    private List<Layer> Describe(ReadOnlySpan<float> weights, ReadOnlySpan<bool> kept)
    {
        var layers = new List<Layer>();
        var index = 0;
        foreach (var filters in groups)
        {
            var layer = new Layer(filters, new uint[filters.Count], new bool[filters.Count]);
            for (var filter = 0; filter < filters.Count; filter++)
            {
                layer.Keys[filter] = ranking.Key(filters.MeanMagnitude(weights, kept, filter), index++);
                layer.Kept[filter] = filters.IsKept(kept, filter);
            }

            layers.Add(layer);
        }

        return layers;
    }

    private static IEnumerable<string> PruneLayer(Layer layer, double sparsity)
    {
        var (total, removed) = (layer.Kept.Length, layer.Kept.Count(isKept => !isKept));
        var asked = PruneCount.Of(sparsity, total);
        if (asked < removed)
        {
            throw WeightPruner.Unreachable(sparsity, removed, total);
        }

        SmallestKeys.Clear(layer.Keys, layer.Kept, Math.Min(asked, total - 1) - removed);
        return asked < total ? [] : [$"{layer.Filters.Name} keeps 1 of its {total} filters, where sparsity {sparsity} asks for none"];
    }

    private static List<string> PruneAll(List<Layer> layers, double sparsity)
    {
        var keys = layers.SelectMany(layer => layer.Keys).ToArray();
        var kept = layers.SelectMany(layer => layer.Kept).ToArray();
        var removed = kept.Count(isKept => !isKept);
        var asked = PruneCount.Of(sparsity, kept.Length);
        if (asked > kept.Length - layers.Count)
        {
            throw new StageException(
                $"Sparsity {sparsity} removes {asked} of {kept.Length} filters, but each of the {layers.Count} layers keeps one: at most {Math.Floor(1e4 * (kept.Length - layers.Count) / kept.Length) / 1e4} can be reached.",
                FailureCause.Stage
            );
        }

        if (asked < removed)
        {
            throw WeightPruner.Unreachable(sparsity, removed, kept.Length);
        }

        var warnings = WarnOfEmptied(layers, keys, kept, asked - removed);
        RemoveFrom(layers, keys, kept, asked - removed);
        return warnings;
    }

    /// <summary>Removes the lowest-ranked filters of all layers, except the best of each layer, which stays.</summary>
    private static void RemoveFrom(List<Layer> layers, uint[] keys, bool[] kept, int count)
    {
        var candidates = (bool[])kept.Clone();
        var first = 0;
        foreach (var layer in layers)
        {
            candidates[first + layer.Best] = false;
            first += layer.Kept.Length;
        }

        SmallestKeys.Clear(keys, candidates, count);
        first = 0;
        foreach (var layer in layers)
        {
            var best = layer.Best;
            candidates.AsSpan(first, layer.Kept.Length).CopyTo(layer.Kept);
            layer.Kept[best] = true;
            first += layer.Kept.Length;
        }
    }

    /// <summary>Warnings about the layers of which the ranking alone would leave nothing.</summary>
    private static List<string> WarnOfEmptied(List<Layer> layers, uint[] keys, bool[] kept, int count)
    {
        var unguarded = (bool[])kept.Clone();
        SmallestKeys.Clear(keys, unguarded, count);
        var warnings = new List<string>();
        var first = 0;
        foreach (var layer in layers)
        {
            if (!unguarded.AsSpan(first, layer.Kept.Length).Contains(true))
            {
                warnings.Add(
                    $"{layer.Filters.Name} keeps 1 of its {layer.Kept.Length} filters, where the ranking leaves none; another layer lost one more instead"
                );
            }

            first += layer.Kept.Length;
        }

        return warnings;
    }

    private sealed record Layer(Filters Filters, uint[] Keys, bool[] Kept)
    {
        /// <summary>The kept filter that would be removed last.</summary>
        public int Best => Enumerable.Range(0, Kept.Length).Where(i => Kept[i]).MaxBy(i => (Keys[i], i));
    }
}

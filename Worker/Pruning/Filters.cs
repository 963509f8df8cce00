using Sweep.Contracts.Architectures;

namespace Sweep.Worker.Pruning;

/// <summary>The removable filters of one convolution, as places in the flat parameter vector.</summary>
public sealed class Filters
{
    private readonly ParameterSpan _weight;
    private readonly List<ParameterSpan> _rows;
    private readonly ParameterSpan _consumer;

    /// <param name="group">Tells what must be removed together with a filter.</param>
    /// <param name="parameters">All parameters of the network, by name.</param>
    public Filters(FilterGroup group, IReadOnlyDictionary<string, ParameterSpan> parameters)
    {
        Name = group.Name;
        Count = group.Count;
        _weight = parameters[group.Conv.Parameters[0].Name];
        _consumer = parameters[group.Consumer.Parameters[0].Name];
        _rows =
        [
            .. group.Followers.Prepend(group.Conv).SelectMany(layer => layer.Parameters).Select(parameter => parameters[parameter.Name]),
        ];
    }

    public string Name { get; }

    /// <summary>Number of filters, including removed ones.</summary>
    public int Count { get; }

    /// <summary>Whether a filter is kept. A kept filter always has a weight left, since the layer before it keeps a filter.</summary>
    public bool IsKept(ReadOnlySpan<bool> kept, int filter) => Row(_weight, kept, filter).Contains(true);

    /// <summary>Number of filters that are kept.</summary>
    public int CountKept(ReadOnlySpan<bool> kept)
    {
        var count = 0;
        for (var filter = 0; filter < Count; filter++)
        {
            count += IsKept(kept, filter) ? 1 : 0;
        }

        return count;
    }

    /// <summary>
    /// Mean magnitude of the filter's kept weights. Within a layer it gives the same order as the L1 norm (Li et al. 2017); across layers
    /// the L1 norm would favour layers with more inputs.
    /// </summary>
    public float MeanMagnitude(ReadOnlySpan<float> weights, ReadOnlySpan<bool> kept, int filter)
    {
        var values = Row(_weight, weights, filter);
        var mask = Row(_weight, kept, filter);
        double sum = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += mask[i] ? Math.Abs(values[i]) : 0;
        }

        return (float)(sum / Math.Max(1, mask.Count(true)));
    }

    /// <summary>
    /// Clears everything that depends on a filter: its own row, its bias, its entries in the layers that follow, and its column in the
    /// consumer.
    /// </summary>
    public void Remove(Span<bool> kept, int filter)
    {
        foreach (var parameter in _rows)
        {
            var length = parameter.Count / Count;
            kept.Slice(parameter.Offset + (filter * length), length).Clear();
        }

        for (var i = filter; i < _consumer.Count; i += Count)
        {
            kept[_consumer.Offset + i] = false;
        }
    }

    private ReadOnlySpan<T> Row<T>(ParameterSpan parameter, ReadOnlySpan<T> flat, int filter)
    {
        var length = parameter.Count / Count;
        return flat.Slice(parameter.Offset + (filter * length), length);
    }
}

using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Pruning;

/// <summary>The size of a pruned network, as its results report it. Multiply-accumulates are for one image.</summary>
/// <param name="Parameters">Parameters of the dense network.</param>
/// <param name="ParametersNonzero">Parameters that are not removed.</param>
/// <param name="Flops">Multiply-accumulates of the dense network.</param>
/// <param name="FlopsEffective">Multiply-accumulates with weights that are not removed.</param>
/// <param name="SizeBytes">
/// Bytes of parameters and norm statistics as fp32. Single removed weights still take space; removed filters do not.
/// </param>
/// <param name="Sparsity">Share of the weights of convolutions and linear layers that is removed, 0…1.</param>
public sealed record NetworkSize(long Parameters, long ParametersNonzero, long Flops, long FlopsEffective, long SizeBytes, double Sparsity)
{
    public static NetworkSize Measure(
        Architecture architecture,
        IReadOnlyList<ParameterSpan> parameters,
        ReadOnlySpan<bool> kept,
        Granularity granularity
    )
    {
        var byName = parameters.ToDictionary(parameter => parameter.Name);
        long flops = 0,
            effective = 0,
            prunable = 0,
            left = 0;
        foreach (var cost in architecture.Costs())
        {
            foreach (var weight in cost.Layer.Parameters.Where(parameter => parameter.IsPrunable))
            {
                var count = byName[weight.Name].In(kept).Count(true);
                prunable += weight.Count;
                left += count;
                flops += weight.Count * cost.UsesPerWeight;
                effective += count * cost.UsesPerWeight;
            }
        }

        var stored = granularity == Granularity.Filter ? Shrunk(architecture, parameters, kept) : architecture;
        return new NetworkSize(
            architecture.Parameters,
            kept.Count(true),
            flops,
            effective,
            sizeof(float) * (stored.Parameters + stored.StatisticsCount),
            (double)(prunable - left) / prunable
        );
    }

    /// <summary>The network without its removed filters.</summary>
    public static Architecture Shrunk(Architecture architecture, IReadOnlyList<ParameterSpan> parameters, ReadOnlySpan<bool> kept)
    {
        var counts = new List<int>();
        foreach (var filters in Pruners.FiltersOf(architecture, parameters))
        {
            counts.Add(filters.CountKept(kept));
        }

        return architecture.Shrink(counts);
    }
}

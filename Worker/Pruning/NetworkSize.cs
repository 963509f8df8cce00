using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Pruning;

/// <summary>What is left of a network, as its results report it. Multiply-accumulates are for one image.</summary>
/// <param name="Parameters">Of the dense network.</param>
/// <param name="Flops">Of the dense network.</param>
/// <param name="SizeBytes">Parameters and norm statistics as fp32. Single removed weights are still stored; removed filters are not.</param>
/// <param name="Sparsity">Share of the weights of convolutions and linear layers that are removed.</param>
public sealed record NetworkSize(long Parameters, long ParametersNonzero, long Flops, long FlopsEffective, long SizeBytes, double Sparsity)
{
    public static NetworkSize Of(
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
            counts.Add(filters.Kept(kept));
        }

        return architecture.Shrink(counts);
    }
}

using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Pruning;

/// <summary>Creates the pruner that a stage's settings request.</summary>
public static class Pruners
{
    public static IPruner Create(PruningSettings settings, Architecture architecture, IReadOnlyList<ParameterSpan> parameters, int seed)
    {
        var ranking = new Ranking(settings.Criterion, seed);
        return settings.Granularity switch
        {
            Granularity.Weight => new WeightPruner(parameters, ranking, settings.Scope),
            Granularity.Filter => new FilterPruner(FiltersOf(architecture, parameters), ranking, settings.Scope),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Granularity, null),
        };
    }

    public static IReadOnlyList<Filters> FiltersOf(Architecture architecture, IReadOnlyList<ParameterSpan> parameters)
    {
        var byName = parameters.ToDictionary(parameter => parameter.Name);
        return [.. architecture.FilterGroups().Select(group => new Filters(group, byName))];
    }
}

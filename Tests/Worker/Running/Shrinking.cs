using Sweep.Contracts.Architectures;
using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Running;

/// <summary>Builds the network without its removed filters, from the filter groups alone.</summary>
internal static class Shrinking
{
    public static Network Shrink(Network network, bool[] kept)
    {
        using var scope = NewDisposeScope();
        List<ParameterSpan> spans =
        [
            .. network.Parameters.Select(view => new ParameterSpan(view.Name, (int)view.Offset, (int)view.Count, view.IsPrunable)),
        ];
        var filters = Pruners.FiltersOf(network.Architecture, spans);
        var groups = network.Architecture.FilterGroups();
        var rows = new Dictionary<string, Tensor>();
        var columns = new Dictionary<string, Tensor>();
        foreach (var (group, own) in groups.Zip(filters))
        {
            var indices = tensor(Enumerable.Range(0, own.Count).Where(i => own.IsKept(kept, i)).Select(i => (long)i).ToArray());
            columns[$"{group.Consumer.Name}.weight"] = indices;
            foreach (var layer in group.Followers.Prepend(group.Conv))
            {
                foreach (var name in layer is Norm norm ? [norm.RunningMean, norm.RunningVariance, .. Names(norm)] : Names(layer))
                {
                    rows[name] = indices;
                }
            }
        }

        var small = new Network(NetworkSize.Shrunk(network.Architecture, spans, kept));
        foreach (var (name, target) in small.State)
        {
            var source = network.State[name];
            source = rows.TryGetValue(name, out var row) ? source.index_select(0, row) : source;
            source = columns.TryGetValue(name, out var column) ? source.index_select(1, column) : source;
            target.copy_(source);
        }

        return small;
    }

    private static IEnumerable<string> Names(Layer layer) => layer.Parameters.Select(parameter => parameter.Name);
}

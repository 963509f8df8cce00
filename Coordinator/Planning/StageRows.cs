using System.Runtime.InteropServices;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>The stages found so far, each id once.</summary>
internal sealed class StageRows
{
    private readonly List<StageRow> _rows = [];
    private readonly Dictionary<StageId, int> _positions = [];

    /// <summary>The position of the stage, which is added unless it is there.</summary>
    public int Add(StageTemplate template, int parent, double sparsity, int seed)
    {
        var id = template.Identify(parent < 0 ? null : _rows[parent].Id, sparsity, seed);
        ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(_positions, id, out var isKnown);
        if (!isKnown)
        {
            position = _rows.Count;
            _rows.Add(new StageRow(id, template, parent, sparsity, seed));
        }

        return position;
    }

    public StageRow[] ToArray() => [.. _rows];
}

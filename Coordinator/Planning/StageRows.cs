using System.Runtime.InteropServices;
using Sweep.Contracts.Spec.Identity;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Planning;

/// <summary>Collects the stages found so far, each id once.</summary>
/// <param name="capacity">The greatest possible number of stages; it avoids copies while growing.</param>
internal sealed class StageRows(int capacity)
{
    private readonly List<StageRow> _rows = new(capacity);
    private readonly Dictionary<StageId, int> _positions = new(capacity);

    /// <summary>The position of the stage, which is added if it is new.</summary>
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

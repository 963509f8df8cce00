namespace Sweep.Coordinator.Ledger;

/// <summary>
/// Stages by the number of their newest change. Entries are only added at the end. An entry whose stage has a newer number is skipped when
/// reading; when such entries are more than half, all of them are removed.
/// </summary>
internal sealed class ChangeLog(StageTable stages)
{
    private const int Least = 1024;
    private readonly List<(long Number, int Stage)> _entries = [];

    /// <summary>How many stages have a number.</summary>
    private int _live;

    /// <param name="before">The stage's number until now; zero when it had none.</param>
    public void Add(int stage, long number, long before)
    {
        _live += before == 0 ? 1 : 0;
        _entries.Add((number, stage));
        if (_entries.Count > Least + (2 * _live))
            _entries.RemoveAll(entry => stages[entry.Stage].Changed != entry.Number);
    }

    /// <summary>Called when the stage leaves the memory.</summary>
    public void Remove(long number) => _live -= number == 0 ? 0 : 1;

    /// <summary>Sorts again after loading, because loaded stages carry older numbers than the newest entry.</summary>
    public void Sort()
    {
        _entries.RemoveAll(entry => stages[entry.Stage].Changed != entry.Number);
        _entries.Sort();
    }

    /// <summary>The stages whose number is higher than this one, in the order of their numbers.</summary>
    public IEnumerable<int> After(long number)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _entries[middle].Number > number ? (low, middle) : (middle + 1, high);
        }

        for (var at = low; at < _entries.Count; at++)
        {
            if (stages[_entries[at].Stage].Changed == _entries[at].Number)
                yield return _entries[at].Stage;
        }
    }
}

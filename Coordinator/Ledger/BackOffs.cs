namespace Sweep.Coordinator.Ledger;

/// <summary>Ready stages that are still backing off, ordered by the end of their back-off.</summary>
internal sealed class BackOffs
{
    private readonly SortedSet<(long Ends, int Stage)> _waiting = [];

    public void Add(int stage, long ends) => _waiting.Add((ends, stage));

    public void Remove(int stage, long ends) => _waiting.Remove((ends, stage));

    /// <summary>
    /// Removes and returns a stage whose back-off is over, or −1 when there is none. A back-off that ends later than any could was stored
    /// before the clock was set back, and counts as over.
    /// </summary>
    public int TakeOver(long now, long latest)
    {
        if (_waiting.Count == 0)
            return -1;
        var (first, last) = (_waiting.Min, _waiting.Max);
        if (first.Ends > now && last.Ends <= latest)
            return -1;
        var over = first.Ends <= now ? first : last;
        _waiting.Remove(over);
        return over.Stage;
    }
}

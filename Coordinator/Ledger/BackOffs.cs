namespace Sweep.Coordinator.Ledger;

/// <summary>Ready stages whose back-off is not over, by its end.</summary>
internal sealed class BackOffs
{
    private readonly SortedSet<(long Ends, int Stage)> _waiting = [];

    public void Add(int stage, long ends) => _waiting.Add((ends, stage));

    public void Remove(int stage, long ends) => _waiting.Remove((ends, stage));

    /// <summary>
    /// Takes out one whose back-off is over; −1 when there is none. One that ends later than any back-off can was stored under a clock
    /// that has been set back since: it counts as over.
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

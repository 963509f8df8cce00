using System.Runtime.CompilerServices;
using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Ledger;

/// <summary>
/// Stages by place and by id. Rows lie in pages, so that growing copies nothing and references stay valid. Ids are found by linear probing
/// in an array of places.
/// </summary>
internal sealed class StageTable
{
    private const int PageBits = 12;
    private const int PageSize = 1 << PageBits;
    private const int None = -1;

    private readonly List<StageRow[]> _pages = [];
    private int[] _index = NewIndex(1024);
    private int _used;
    private int _free = None;

    public int Count { get; private set; }

    /// <summary>Bytes allocated for the arrays, including unused entries.</summary>
    public long Bytes => ((long)_pages.Count * PageSize * Unsafe.SizeOf<StageRow>()) + ((long)sizeof(int) * _index.Length);

    public ref StageRow this[int place] => ref _pages[place >> PageBits][place & (PageSize - 1)];

    /// <summary>−1 when there is no stage with this id.</summary>
    public int Find(StageId id)
    {
        for (var at = Home(id); _index[at] != None; at = (at + 1) & (_index.Length - 1))
        {
            if (this[_index[at]].Id == id)
                return _index[at];
        }

        return None;
    }

    /// <summary>Makes room for this many more stages. Growing step by step would hash every id repeatedly.</summary>
    public void Reserve(long more)
    {
        while ((Count + more) * 3 > _index.Length * 2L)
            Grow();
    }

    /// <summary>Adds a row with this id and without links. The caller has checked that the id is not there yet.</summary>
    public int Add(StageId id)
    {
        Reserve(1);
        var place = TakePlace();
        ref var row = ref this[place];
        row = new StageRow
        {
            Id = id,
            Parent = None,
            FirstChild = None,
            NextSibling = None,
            PreviousSibling = None,
            FirstMember = None,
            Splits = 1,
        };
        Index(place);
        Count++;
        return place;
    }

    /// <summary>The row must have no children.</summary>
    public void Remove(int place)
    {
        Unlink(place);
        Unindex(this[place].Id);
        this[place] = new StageRow { NextSibling = _free };
        _free = place;
        Count--;
    }

    /// <summary>Makes a row a child of another.</summary>
    public void Link(int place, int parent)
    {
        ref var above = ref this[parent];
        ref var row = ref this[place];
        (row.Parent, row.NextSibling) = (parent, above.FirstChild);
        if (above.FirstChild != None)
            this[above.FirstChild].PreviousSibling = place;
        above.FirstChild = place;
    }

    private void Unlink(int place)
    {
        ref var row = ref this[place];
        if (row.NextSibling != None)
            this[row.NextSibling].PreviousSibling = row.PreviousSibling;
        if (row.PreviousSibling != None)
            this[row.PreviousSibling].NextSibling = row.NextSibling;
        else if (row.Parent != None)
            this[row.Parent].FirstChild = row.NextSibling;
    }

    private int TakePlace()
    {
        if (_free == None)
        {
            if (_used == _pages.Count * PageSize)
                _pages.Add(new StageRow[PageSize]);
            return _used++;
        }

        var place = _free;
        _free = this[place].NextSibling;
        return place;
    }

    private void Index(int place)
    {
        var at = Home(this[place].Id);
        while (_index[at] != None)
            at = (at + 1) & (_index.Length - 1);
        _index[at] = place;
    }

    /// <summary>Moves up entries that probing had pushed behind the removed one, so that no search ends too early.</summary>
    private void Unindex(StageId id)
    {
        var mask = _index.Length - 1;
        var gap = Home(id);
        while (this[_index[gap]].Id != id)
            gap = (gap + 1) & mask;
        for (var at = (gap + 1) & mask; _index[at] != None; at = (at + 1) & mask)
        {
            var home = Home(this[_index[at]].Id);
            if (((at - home) & mask) < ((at - gap) & mask))
                continue;
            _index[gap] = _index[at];
            gap = at;
        }

        _index[gap] = None;
    }

    private void Grow()
    {
        var old = _index;
        _index = NewIndex(old.Length * 2);
        foreach (var place in old)
        {
            if (place != None)
                Index(place);
        }
    }

    /// <summary>The id is already a hash; the multiplication spreads the small ids that tests use.</summary>
    private int Home(StageId id) => (int)((((ulong)id.Value ^ (ulong)(id.Value >> 64)) * 0x9E3779B97F4A7C15) >> 32) & (_index.Length - 1);

    private static int[] NewIndex(int length)
    {
        var index = new int[length];
        Array.Fill(index, None);
        return index;
    }
}

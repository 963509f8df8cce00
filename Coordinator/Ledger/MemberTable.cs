using System.Runtime.CompilerServices;

namespace Sweep.Coordinator.Ledger;

/// <summary>Memberships by place. They lie in pages, so that growing copies nothing and references stay valid.</summary>
internal sealed class MemberTable
{
    private const int PageBits = 13;
    private const int PageSize = 1 << PageBits;
    private const int None = -1;

    private readonly List<Member[]> _pages = [];
    private int _used;
    private int _free = None;

    public int Count { get; private set; }

    /// <summary>Bytes allocated for the arrays, including unused entries.</summary>
    public long Bytes => (long)_pages.Count * PageSize * Unsafe.SizeOf<Member>();

    public ref Member this[int place] => ref _pages[place >> PageBits][place & (PageSize - 1)];

    public int Add(Member member)
    {
        var place = _free;
        if (place == None)
        {
            if (_used == _pages.Count * PageSize)
                _pages.Add(new Member[PageSize]);
            place = _used++;
        }
        else
        {
            _free = this[place].Next;
        }

        this[place] = member;
        Count++;
        return place;
    }

    public void Remove(int place)
    {
        this[place] = new Member { Next = _free };
        _free = place;
        Count--;
    }
}

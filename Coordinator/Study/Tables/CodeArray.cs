using System.Numerics;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>A growing list of small integers from 0, stored in one byte each while that is enough, then in two, then in four.</summary>
internal sealed class CodeArray
{
    private byte[]? _one = [];
    private ushort[]? _two;
    private int[]? _four;

    public int Count { get; private set; }

    public long Bytes => (_one?.Length ?? 0) + (2L * (_two?.Length ?? 0)) + (4L * (_four?.Length ?? 0));

    public int this[int row] =>
        _one is not null ? _one[row]
        : _two is not null ? _two[row]
        : _four![row];

    public void Reserve(int capacity) => Resize(Math.Max(capacity, Count));

    public void Add(int code)
    {
        if (Count == Capacity)
            Resize(Math.Max(16, Count * 2));
        Count++;
        Set(Count - 1, code);
    }

    public void Set(int row, int code)
    {
        Widen(code);
        if (_one is not null)
            _one[row] = (byte)code;
        else if (_two is not null)
            _two[row] = (ushort)code;
        else
            _four![row] = code;
    }

    /// <summary>Sets the bits of the rows whose code is accepted and leaves the other bits unchanged.</summary>
    public void Match(ReadOnlySpan<bool> accepted, Span<ulong> bits)
    {
        if (_one is not null)
            Match<byte>(_one.AsSpan(0, Count), accepted, bits);
        else if (_two is not null)
            Match<ushort>(_two.AsSpan(0, Count), accepted, bits);
        else
            Match<int>(_four.AsSpan(0, Count), accepted, bits);
    }

    /// <summary>Looks up <paramref name="values"/> by code for each of the rows.</summary>
    public void Look<T>(Rows rows, ReadOnlySpan<T> values, Span<T> into)
    {
        if (_one is not null)
            Look<byte, T>(_one, rows, values, into);
        else if (_two is not null)
            Look<ushort, T>(_two, rows, values, into);
        else
            Look<int, T>(_four, rows, values, into);
    }

    /// <summary>Copies the codes of the rows.</summary>
    public void Copy(Rows rows, Span<int> into)
    {
        if (_one is not null)
            Copy<byte>(_one, rows, into);
        else if (_two is not null)
            Copy<ushort>(_two, rows, into);
        else
            Copy<int>(_four, rows, into);
    }

    public int Capacity => _one?.Length ?? _two?.Length ?? _four!.Length;

    private void Resize(int capacity)
    {
        if (_one is not null)
            Array.Resize(ref _one, capacity);
        else if (_two is not null)
            Array.Resize(ref _two, capacity);
        else
            Array.Resize(ref _four, capacity);
    }

    private void Widen(int code)
    {
        if (_one is not null && code > byte.MaxValue)
            (_two, _one) = (Array.ConvertAll(_one, narrow => (ushort)narrow), null);
        if (_two is not null && code > ushort.MaxValue)
            (_four, _two) = (Array.ConvertAll(_two, narrow => (int)narrow), null);
    }

    private static void Match<T>(ReadOnlySpan<T> codes, ReadOnlySpan<bool> accepted, Span<ulong> bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var word = 0; word * 64 < codes.Length; word++)
        {
            var part = codes.Slice(word * 64, Math.Min(64, codes.Length - (word * 64)));
            var found = 0UL;
            for (var i = 0; i < part.Length; i++)
                found |= (accepted[int.CreateTruncating(part[i])] ? 1UL : 0UL) << i;
            bits[word] |= found;
        }
    }

    private static void Look<TCode, T>(ReadOnlySpan<TCode> codes, Rows rows, ReadOnlySpan<T> values, Span<T> into)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        if (rows.Index is { } index)
        {
            for (var i = 0; i < rows.Count; i++)
                into[i] = values[int.CreateTruncating(codes[index[i]])];
            return;
        }

        for (var i = 0; i < rows.Count; i++)
            into[i] = values[int.CreateTruncating(codes[i])];
    }

    private static void Copy<T>(ReadOnlySpan<T> codes, Rows rows, Span<int> into)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (rows.Index is { } index)
        {
            for (var i = 0; i < rows.Count; i++)
                into[i] = int.CreateTruncating(codes[index[i]]);
            return;
        }

        for (var i = 0; i < rows.Count; i++)
            into[i] = int.CreateTruncating(codes[i]);
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Filtering;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>
/// A column of numbers. While it has few distinct values (levels, seeds, accuracies on a test set of some thousand images), each is stored
/// once and the rows hold codes; with more, the column becomes an array of doubles.
/// </summary>
internal sealed class NumberColumn(ResultField field) : TableColumn(field)
{
    private const int MostDistinct = 1 << 16;
    private const int EntryBytes = 40;

    private CodeArray? _codes = new();
    private List<double> _values = [];
    private Dictionary<long, int> _byBits = [];
    private double[] _plain = [];
    private int _count;
    private int _last = -1;

    public override long Bytes => _codes is { } codes ? codes.Bytes + ((long)_values.Count * EntryBytes) : 8L * _plain.Length;

    public override void Reserve(int rows)
    {
        _codes?.Reserve(rows);
        if (_codes is null)
            Array.Resize(ref _plain, Math.Max(rows, _count));
    }

    public override void Add(TrialResult trial)
    {
        var value = Absent.Store(Field.ReadNumber!(trial));
        if (_codes is not null && CodeOf(value) is var code and >= 0)
        {
            _codes.Add(code);
        }
        else
        {
            if (_count == _plain.Length)
                Array.Resize(ref _plain, Math.Max(16, _count * 2));
            _plain[_count] = value;
        }

        _count++;
    }

    public override void Set(int row, TrialResult trial)
    {
        var value = Absent.Store(Field.ReadNumber!(trial));
        if (_codes is not null && CodeOf(value) is var code and >= 0)
            _codes.Set(row, code);
        else
            _plain[row] = value;
    }

    public override object? ValueAt(int row) =>
        Number(row) switch
        {
            var value when Absent.Is(value) => null,
            var value when Field.Kind == FieldKind.Whole => (long)value,
            var value => value,
        };

    /// <summary><see cref="Absent.Value"/> when the row has no number.</summary>
    public double Number(int row) => _codes is { } codes ? _values[codes[row]] : _plain[row];

    /// <summary>
    /// The numbers of the rows. They are copied into <paramref name="buffer"/> only when they are not contiguous already.
    /// </summary>
    public ReadOnlySpan<double> Numbers(Rows rows, Buffer<double> buffer)
    {
        if (_codes is null && rows.Index is null)
            return _plain.AsSpan(0, rows.Count);

        var numbers = buffer.Span;
        if (_codes is { } codes)
        {
            codes.Look(rows, CollectionsMarshal.AsSpan(_values), numbers);
            return numbers;
        }

        var index = rows.Index!;
        for (var i = 0; i < rows.Count; i++)
            numbers[i] = _plain[index[i]];
        return numbers;
    }

    public override void Match(IReadOnlyList<Comparison> comparisons, Span<ulong> bits)
    {
        if (_codes is { } codes)
        {
            var accepted = new bool[_values.Count];
            for (var code = 0; code < accepted.Length; code++)
                accepted[code] = comparisons.Any(comparison => Accepts(comparison, _values[code]));
            codes.Match(accepted, bits);
            return;
        }

        foreach (var comparison in comparisons)
        {
            if (comparison.Range is { } range)
                Match(range.Low, range.High, range.Outside, bits);
            else
                MatchOneByOne(comparison, bits);
        }
    }

    public override KeyCodes Number(Rows rows)
    {
        var buffer = new Buffer<int>(rows.Count);
        var codes = buffer.Span;
        var values = _values;
        if (_codes is not null)
        {
            _codes.Copy(rows, codes);
        }
        else
        {
            values = [];
            var known = new Dictionary<long, int>();
            for (var i = 0; i < codes.Length; i++)
            {
                ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    known,
                    BitConverter.DoubleToInt64Bits(_plain[rows[i]]),
                    out var exists
                );
                if (!exists)
                {
                    code = values.Count;
                    values.Add(_plain[rows[i]]);
                }

                codes[i] = code;
            }
        }

        return new KeyCodes(buffer, values.Count, code => TextOf(values[code]), code => Absent.Is(values[code]) ? null : values[code]);
    }

    public override void OrderKeys(Rows rows, bool descending, Span<ulong> keys)
    {
        if (_codes is { } codes)
        {
            var byCode = new ulong[_values.Count];
            for (var code = 0; code < byCode.Length; code++)
                byCode[code] = KeyOf(_values[code], descending);
            codes.Look(rows, byCode, keys);
            return;
        }

        for (var i = 0; i < rows.Count; i++)
            keys[i] = KeyOf(_plain[rows[i]], descending);
    }

    public override ulong OrderKey(object? value, bool descending) => KeyOf(value as double? ?? Absent.Value, descending);

    /// <summary>The bits of a double as an integer with the same order.</summary>
    private static ulong KeyOf(double value, bool descending)
    {
        if (double.IsNaN(value))
            return ulong.MaxValue;
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        var key = (ulong)(bits < 0 ? ~bits : bits ^ long.MinValue);
        return descending ? ~key : key;
    }

    private bool Accepts(Comparison comparison, double value) =>
        Absent.Is(value) ? comparison.Accepts(null) : comparison.Accepts(value, () => TextOf(value));

    private string TextOf(double value) =>
        Absent.Is(value) ? ""
        : Field.Kind == FieldKind.Whole ? ((long)value).ToString(CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);

    private void MatchOneByOne(Comparison comparison, Span<ulong> bits)
    {
        for (var row = 0; row < _count; row++)
            bits[row / 64] |= (Accepts(comparison, _plain[row]) ? 1UL : 0UL) << (row % 64);
    }

    private void Match(double low, double high, bool outside, Span<ulong> bits)
    {
        var flip = outside ? 1UL : 0UL;
        for (var word = 0; word * 64 < _count; word++)
        {
            var part = _plain.AsSpan(word * 64, Math.Min(64, _count - (word * 64)));
            var found = 0UL;
            for (var i = 0; i < part.Length; i++)
                found |= ((part[i] >= low & part[i] <= high ? 1UL : 0UL) ^ flip) << i;
            bits[word] |= found;
        }
    }

    /// <summary>Negative when this value turned the column into an array of doubles.</summary>
    private int CodeOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        // Neighbouring rows often have equal values.
        if (_last >= 0 && BitConverter.DoubleToInt64Bits(_values[_last]) == bits)
            return _last;
        ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_byBits, bits, out var known);
        if (!known)
        {
            if (_values.Count == MostDistinct)
            {
                Spread();
                return -1;
            }

            code = _values.Count;
            _values.Add(value);
        }

        return _last = code;
    }

    private void Spread()
    {
        _plain = new double[Math.Max(_count + 1, _codes!.Capacity)];
        _codes.Look(Rows.All(_count), CollectionsMarshal.AsSpan(_values), _plain);
        (_codes, _values, _byBits) = (null, [], []);
    }
}

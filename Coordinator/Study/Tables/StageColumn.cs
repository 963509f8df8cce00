using System.Globalization;
using System.Runtime.InteropServices;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Study.Filtering;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>The trials' last stages, 16 bytes each, and the trials that end in a stage.</summary>
internal sealed class StageColumn(ResultField field) : TableColumn(field)
{
    private UInt128[] _ids = [];
    private int _count;
    private int[]? _byId;

    public override long Bytes => (16L * _ids.Length) + (4L * (_byId?.Length ?? 0));

    public StageId this[int row] => new(_ids[row]);

    public override void Reserve(int rows) => Array.Resize(ref _ids, Math.Max(rows, _count));

    public override void Add(TrialResult trial)
    {
        if (_count == _ids.Length)
            Array.Resize(ref _ids, Math.Max(16, _count * 2));
        _ids[_count++] = trial.StageId.Value;
        _byId = null;
    }

    public override void Set(int row, TrialResult trial) => throw new InvalidOperationException("A trial's stage does not change.");

    /// <summary>Prepares <see cref="RowsOf"/>. Call it once all rows are added.</summary>
    public void Sort()
    {
        var rows = new int[_count];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row;
        Array.Sort(_ids[.._count], rows);
        _byId = rows;
    }

    /// <summary>The trials whose last stage this is: usually one or none.</summary>
    public IEnumerable<int> RowsOf(StageId stage)
    {
        var (low, high) = (0, _byId!.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = _ids[_byId[middle]] < stage.Value ? (middle + 1, high) : (low, middle);
        }

        for (; low < _byId.Length && _ids[_byId[low]] == stage.Value; low++)
            yield return _byId[low];
    }

    public override object? ValueAt(int row) => this[row].ToString();

    public override void Match(IReadOnlyList<Comparison> comparisons, Span<ulong> bits)
    {
        foreach (var comparison in comparisons)
        {
            UInt128? wanted =
                comparison.Operator is "=" or "!="
                && comparison.Value.Length == 32
                && UInt128.TryParse(comparison.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
                    ? id
                    : null;
            for (var row = 0; row < _count; row++)
            {
                var accepted = wanted is { } one
                    ? (_ids[row] == one) == (comparison.Operator == "=")
                    : comparison.Accepts(this[row].ToString());
                bits[row / 64] |= (accepted ? 1UL : 0UL) << (row % 64);
            }
        }
    }

    public override KeyCodes Number(Rows rows)
    {
        var buffer = new Buffer<int>(rows.Count);
        var codes = buffer.Span;
        var known = new Dictionary<UInt128, int>();
        var ids = new List<UInt128>();
        for (var i = 0; i < codes.Length; i++)
        {
            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(known, _ids[rows[i]], out var exists);
            if (!exists)
            {
                code = ids.Count;
                ids.Add(_ids[rows[i]]);
            }

            codes[i] = code;
        }

        return new KeyCodes(
            buffer,
            ids.Count,
            code => new StageId(ids[code]).ToString(),
            code => ResultField.TryParse(new StageId(ids[code]).ToString(), out var number) ? number : null
        );
    }

    public override void OrderKeys(Rows rows, bool descending, Span<ulong> keys)
    {
        for (var i = 0; i < rows.Count; i++)
            keys[i] = KeyOf(_ids[rows[i]], descending);
    }

    public override ulong OrderKey(object? value, bool descending) =>
        value is string id ? KeyOf(StageId.Parse(id).Value, descending) : ulong.MaxValue;

    /// <summary>Ids are hashes, so their first halves are practically unique.</summary>
    private static ulong KeyOf(UInt128 id, bool descending)
    {
        var key = (ulong)(id >> 65);
        return descending ? ulong.MaxValue - 1 - key : key;
    }
}

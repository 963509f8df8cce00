using System.Runtime.InteropServices;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study.Filtering;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>A column of texts or short lists of them, with each distinct value stored once.</summary>
internal sealed class TextColumn : TableColumn
{
    /// <summary>The size of a dictionary entry in bytes, without its characters.</summary>
    private const int EntryBytes = 80;

    private readonly CodeArray _codes = new();
    private readonly List<(string? Text, object? Value)> _values = [];
    private readonly Dictionary<string, int> _byText = new(StringComparer.Ordinal);
    private int _none = -1;
    private int _last = -1;
    private long _characters;

    public TextColumn(ResultField field, int rows)
        : base(field)
    {
        // A column that is found late has no value in the rows so far.
        for (var row = 0; row < rows; row++)
            _codes.Add(CodeOf(null));
    }

    public override long Bytes => _codes.Bytes + (_values.Count * EntryBytes) + (2 * _characters);

    public override void Reserve(int rows) => _codes.Reserve(rows);

    public override void Add(TrialResult trial) => _codes.Add(CodeOf(Kept(trial)));

    public override void Set(int row, TrialResult trial) => _codes.Set(row, CodeOf(Kept(trial)));

    public override object? ValueAt(int row) => _values[_codes[row]].Value;

    public override void Match(IReadOnlyList<Comparison> comparisons, Span<ulong> bits)
    {
        if (Field.IsDetail && comparisons.Any(comparison => comparison.Value.Length > 0))
            throw new StudyException($"{Field.Name} is a list of numbers, which can only be compared with ''");

        var accepted = new bool[_values.Count];
        for (var code = 0; code < accepted.Length; code++)
            accepted[code] = comparisons.Any(comparison => comparison.Accepts(_values[code].Text));
        _codes.Match(accepted, bits);
    }

    public override KeyCodes Number(Rows rows)
    {
        if (Field.IsDetail)
            throw new StudyException($"{Field.Name} is a list of numbers, which cannot be grouped by");

        var codes = new Buffer<int>(rows.Count);
        _codes.Copy(rows, codes.Span);
        return new KeyCodes(codes, _values.Count, code => _values[code].Text ?? "", code => NumberOf(_values[code].Text));
    }

    public override void OrderKeys(Rows rows, bool descending, Span<ulong> keys)
    {
        var byCode = new ulong[_values.Count];
        var order = Order();
        for (var code = 0; code < byCode.Length; code++)
            byCode[code] = order.KeyOf(_values[code].Text, descending);
        _codes.Look(rows, byCode, keys);
    }

    public override ulong OrderKey(object? value, bool descending) => Order().KeyOf(value as string, descending);

    private TextOrder Order() => new(_values.Select(value => value.Text).Where(text => !string.IsNullOrEmpty(text)).OfType<string>());

    /// <summary>For a list that is too long to store, keeps only whether there is one.</summary>
    private object? Kept(TrialResult trial) => Field.IsDetail && Field.Read(trial) is not null ? Array.Empty<double>() : Field.Read(trial);

    private int CodeOf(object? value)
    {
        if (value is null)
        {
            if (_none < 0)
                (_none, _) = (_values.Count, Append(null, null));
            return _none;
        }

        var text = value as string ?? (Field.IsDetail ? "…" : ResultField.Write(value)!);
        // Neighbouring rows often have equal values.
        if (_last >= 0 && string.Equals(_values[_last].Text, text, StringComparison.Ordinal))
            return _last;
        ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_byText, text, out var known);
        if (!known)
            code = Append(text, value);
        return _last = code;
    }

    private int Append(string? text, object? value)
    {
        _characters += text?.Length ?? 0;
        _values.Add((text, value));
        return _values.Count - 1;
    }

    private static double? NumberOf(string? text) => text is not null && ResultField.TryParse(text, out var number) ? number : null;
}

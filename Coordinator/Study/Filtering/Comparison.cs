using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study.Filtering;

/// <summary>Compares one field with one value.</summary>
internal sealed record Comparison(ResultField Field, string Operator, string Value) : Filter
{
    private readonly double? _number = ResultField.TryParse(Value, out var parsed) ? parsed : null;

    /// <summary>
    /// The accepted numbers: one closed range, or everything outside it, which includes NaN and missing values. Null when the value cannot
    /// be compared with numbers in this way.
    /// </summary>
    public (double Low, double High, bool Outside)? Range =>
        (Operator, _number) switch
        {
            (_, null) => null,
            (_, { } number) when double.IsNaN(number) || (double.IsInfinity(number) && Operator is "<" or ">") => null,
            ("=", { } number) => (number, number, false),
            ("!=", { } number) => (number, number, true),
            ("<", { } number) => (double.NegativeInfinity, double.BitDecrement(number), false),
            ("<=", { } number) => (double.NegativeInfinity, number, false),
            (">", { } number) => (double.BitIncrement(number), double.PositiveInfinity, false),
            (_, { } number) => (number, double.PositiveInfinity, false),
        };

    /// <param name="text">Null when the trial has no value.</param>
    public bool Accepts(string? text) =>
        _number is { } right && text is not null && ResultField.TryParse(text, out var left)
            ? AcceptsNumber(left, right)
            : AcceptsText(text);

    /// <param name="textOf">Formats the number, for comparison with a value that is not a number.</param>
    public bool Accepts(double number, Func<string> textOf) =>
        _number is { } right ? AcceptsNumber(number, right)
        : Value.Length == 0 ? AcceptsDifference(1)
        : AcceptsText(textOf());

    public override void Match(ResultTable table, Span<ulong> bits) => table.Column(Field).Match([this], bits);

    private bool AcceptsNumber(double left, double right) => AcceptsDifference(double.IsNaN(left) ? null : left.CompareTo(right));

    private bool AcceptsText(string? text) =>
        AcceptsDifference(text is null && Value.Length > 0 ? null : string.Compare(text ?? "", Value, StringComparison.OrdinalIgnoreCase));

    /// <param name="difference">The sign of the field minus the value; null when they cannot be compared.</param>
    private bool AcceptsDifference(int? difference) =>
        Operator switch
        {
            "=" => difference == 0,
            "!=" => difference != 0,
            "<" => difference < 0,
            "<=" => difference <= 0,
            ">" => difference > 0,
            _ => difference >= 0,
        };
}

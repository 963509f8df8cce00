using System.Collections;
using System.Globalization;
using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Study;

/// <summary>One column of a sweep's results. Everything that is shown, filtered or averaged uses these fields.</summary>
/// <param name="Name">The name used in <c>--group-by</c>, <c>--where</c>, CSV headers and JSON keys.</param>
/// <param name="Meaning">A description in one line, with the unit.</param>
/// <param name="Read">Reads the value; null when the trial has none, for example before it is completed.</param>
public sealed record ResultField(string Name, FieldKind Kind, string Meaning, Func<TrialResult, object?> Read)
{
    public bool IsNumeric => Kind is FieldKind.Number or FieldKind.Whole;

    /// <summary>Whether the value may change while the sweep runs; the point of the grid does not.</summary>
    internal bool IsMeasured { get; init; }

    /// <summary>
    /// Whether the values are too large to keep in memory, such as one list of numbers per trial. Tables then only know whether a trial has
    /// a value, which is read from the store.
    /// </summary>
    internal bool IsDetail { get; init; }

    /// <summary>The only possible values; null where any value is possible.</summary>
    internal IReadOnlyList<string>? Words { get; init; }

    /// <summary>The value of one percent in a condition: 1 for a field in percent, 0.01 for a share; null for other fields.</summary>
    internal decimal? Percent { get; init; }

    /// <summary>For numeric fields: <see cref="Read"/> without allocating. Whole numbers are exact up to 2^53.</summary>
    internal Func<TrialResult, double?>? ReadNumber { get; init; }

    /// <summary>
    /// The value as the text of one cell, in the invariant culture. Numbers have the fewest digits that restore them exactly.
    /// </summary>
    public string? TextOf(TrialResult trial) => Write(Read(trial));

    /// <summary>
    /// The value as a number. Texts that are numbers are converted, since further axes are stored as written in the spec.
    /// </summary>
    public double? NumberOf(TrialResult trial) =>
        Read(trial) switch
        {
            double number => number,
            long whole => whole,
            string text when TryParse(text, out var number) => number,
            _ => null,
        };

    internal static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <summary>A value as the text of one cell; see <see cref="TextOf(TrialResult)"/>.</summary>
    public static string? Write(object? value) =>
        value switch
        {
            null => null,
            string text => text,
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable list => string.Join("; ", list.Cast<object>().Select(Write)),
            _ => value.ToString(),
        };
}

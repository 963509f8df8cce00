using System.Collections;
using System.Globalization;
using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Study;

/// <summary>One column of a sweep's results. All that is shown, filtered or averaged goes through here.</summary>
/// <param name="Name">As in <c>--group-by</c>, <c>--where</c>, CSV headers and JSON keys.</param>
/// <param name="Meaning">One line, with the unit.</param>
/// <param name="Read">Null when the trial has no such value, as before it is completed.</param>
public sealed record ResultField(string Name, FieldKind Kind, string Meaning, Func<TrialResult, object?> Read)
{
    public bool IsNumeric => Kind is FieldKind.Number or FieldKind.Whole;

    /// <summary>Whether it may change while the sweep runs; the point of the grid does not.</summary>
    internal bool IsMeasured { get; init; }

    /// <summary>
    /// Whether its values are too many to be kept in memory, a list of numbers a trial: tables know only whether a trial has one,
    /// and take the value itself from the store.
    /// </summary>
    internal bool IsDetail { get; init; }

    /// <summary>The only values that there can be; null where others are possible.</summary>
    internal IReadOnlyList<string>? Words { get; init; }

    /// <summary>What a percentage is in a condition, 1 where the field is in percent and 0.01 where it is a share; null where there is none.</summary>
    internal decimal? Percent { get; init; }

    /// <summary>For numeric fields: <see cref="Read"/> without an object for each value. Whole numbers are exact up to 2^53.</summary>
    internal Func<TrialResult, double?>? ReadNumber { get; init; }

    /// <summary>The value in one cell, culture-free; numbers as short as they can be read back exactly.</summary>
    public string? TextOf(TrialResult trial) => Write(Read(trial));

    /// <summary>The value as a number; texts that are numbers count, since further axes are kept as written.</summary>
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

    /// <summary>A value in one cell; see <see cref="TextOf(TrialResult)"/>.</summary>
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

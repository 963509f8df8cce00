using System.Globalization;

namespace Sweep.Contracts;

/// <summary>Formats counts for people: <c>1 trial</c>, <c>1,200 trials</c>.</summary>
public static class Counted
{
    /// <param name="what">The singular of a word whose plural ends in s.</param>
    public static string Of(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}

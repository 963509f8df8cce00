using System.Globalization;

namespace Sweep.Contracts;

/// <summary>Counts for people: <c>1 trial</c>, <c>1,200 trials</c>.</summary>
public static class Counted
{
    /// <param name="what">One of them, as a word that takes an s for more.</param>
    public static string Of(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}

namespace Sweep.Contracts.Spec;

/// <summary>Suggests what a misspelt word probably means.</summary>
public static class Suggestion
{
    private const int LongestWord = 40;

    /// <summary>The nearest candidate if at most a third of its letters differ, else null.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return null;
        }

        var plain = Plain(word);
        var best = candidates.Select(candidate => (candidate, Distance: Distance(plain, Plain(candidate)))).MinBy(pair => pair.Distance);
        return best.candidate is not null && best.Distance <= Math.Max(1, best.candidate.Length / 3) ? best.candidate : null;
    }

    /// <summary>The text ", did you mean …?", or an empty text when no candidate is near.</summary>
    public static string Of(string word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is { } nearest ? $", did you mean {nearest}?" : "";

    /// <summary>The text "one of a, b", or the word itself when there is only one.</summary>
    public static string List(IReadOnlyCollection<string> words) => words.Count == 1 ? words.First() : $"one of {string.Join(", ", words)}";

    private static string Plain(string word) => new([.. word.ToLowerInvariant().Where(char.IsLetterOrDigit)]);

    /// <summary>The number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, 1 + Math.Min(rows[i - 1, j], rows[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], 1 + rows[i - 2, j - 2]);
                }
            }
        }

        return rows[a.Length, b.Length];
    }
}

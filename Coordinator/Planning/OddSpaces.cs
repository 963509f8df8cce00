using System.Buffers;
using System.Globalization;
using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Planning;

/// <summary>
/// Characters that look like spaces but that YAML does not treat as spaces. They come with text copied from a web page or a word processor.
/// </summary>
internal static class OddSpaces
{
    private const int Most = 3;

    private static readonly SearchValues<char> _odd = SearchValues.Create("\u00A0\u2002\u2003\u2009\u202F\u3000\u200B");

    /// <summary>
    /// Reports the first such characters of a text that has problems, since they are the probable cause. In comments they are harmless.
    /// </summary>
    public static void Report(string text, SpecProblems problems)
    {
        foreach (var (number, line) in text.Split('\n').Index().Where(pair => Find(pair.Item) >= 0).Take(Most))
        {
            var column = Find(line);
            problems.Add(
                number + 1,
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"column {column + 1} has a character that looks like a space but is none in YAML (U+{(int)line[column]:X4}, as copied from a page); expected a plain space"
                )
            );
        }
    }

    private static int Find(string line)
    {
        var comment = line.IndexOf('#', StringComparison.Ordinal);
        return (comment < 0 ? line : line[..comment]).AsSpan().IndexOfAny(_odd);
    }
}

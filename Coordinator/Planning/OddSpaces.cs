using System.Buffers;
using System.Globalization;
using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Planning;

/// <summary>Spaces that look like spaces and are none to YAML: text that was copied from a web page or a word processor has them.</summary>
internal static class OddSpaces
{
    private const int Most = 3;

    private static readonly SearchValues<char> _odd = SearchValues.Create("\u00A0\u2002\u2003\u2009\u202F\u3000\u200B");

    /// <summary>Says where the first ones are, of a text with problems: they are probably what made them. Comments may have them.</summary>
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
                    $"column {column + 1} has a space that is none in YAML (U+{(int)line[column]:X4}, as copied from a page); expected a plain space"
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

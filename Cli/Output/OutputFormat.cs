using System.CommandLine;

namespace Sweep.Cli.Output;

/// <summary>How a verb writes what it found.</summary>
public enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>One object or array, in snake_case, for programs.</summary>
    Json,

    /// <summary>RFC 4180 with a header.</summary>
    Csv,

    /// <summary>One object a line, in snake_case.</summary>
    Jsonl,

    /// <summary>Apache Parquet; into a file.</summary>
    Parquet,
}

public static class OutputFormats
{
    /// <summary>The option <c>--format</c> with the formats a verb has besides the default, a table.</summary>
    public static Option<OutputFormat> Option(params OutputFormat[] formats)
    {
        var words = formats.Prepend(OutputFormat.Table).ToDictionary(Word);
        var option = new Option<OutputFormat>("--format")
        {
            Description = $"How to write it: {string.Join(", ", words.Keys)} [default: table]",
            HelpName = "FORMAT",
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (!words.TryGetValue(word, out var format))
                {
                    result.AddError($"--format: expected one of {string.Join(", ", words.Keys)}, found '{word}'");
                }

                return format;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. words.Keys]);
        return option;
    }

    private static string Word(OutputFormat format) => format.ToString().ToLowerInvariant();
}

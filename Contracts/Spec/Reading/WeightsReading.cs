using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>Reads the published weights from which a network starts.</summary>
internal sealed class WeightsReading(SpecProblems problems)
{
    private const string FileEnding = ".safetensors";

    /// <summary>Null when the weights are not named; other problems are added to the list.</summary>
    public WeightsSource? Read(string architecture, SpecEntry name, SpecEntry? sha256, string path)
    {
        var names = WeightsFacts.All.Where(facts => facts.Architecture == architecture).Select(facts => facts.Name).ToList();
        var text = (name.Value as SpecScalar)?.Text ?? "";
        var hash = sha256 is null ? null : ReadHash(sha256, Block.Join(path, "sha256"));
        if (names.Contains(text))
        {
            return new WeightsSource(text, hash);
        }

        var namePath = Block.Join(path, "weights");
        if (!IsFileName(text))
        {
            problems.Add(
                name.Value,
                namePath,
                $"expected {Suggestion.List(names)}, or the name of a *{FileEnding} file in the folder weights of a data folder"
                    + Suggestion.Of(text, names)
            );
            return null;
        }

        if (sha256 is null)
        {
            problems.Add(
                name.Line,
                namePath,
                "is a file, and a stage is known by its content; expected sha256: HASH beside it (as sha256sum prints it)"
            );
        }

        return new WeightsSource(text, hash);
    }

    private static bool IsFileName(string text) =>
        text.EndsWith(FileEnding, StringComparison.Ordinal)
        && text.Length is > 12 and <= 200
        && !text.StartsWith('.')
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    private string? ReadHash(SpecEntry entry, string path)
    {
        if (entry.Value is SpecScalar { Text: { Length: 64 } hash } && hash.All(char.IsAsciiHexDigit))
        {
            return hash.ToLowerInvariant();
        }

        problems.Add(entry.Value, path, "expected a SHA-256 in 64 hex digits");
        return null;
    }
}

using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>Enumerates the entries of a mapping; unknown and repeated keys become problems.</summary>
internal static class Block
{
    /// <summary>The entries whose key is known. An empty value counts as an empty block.</summary>
    /// <param name="path">Path of the mapping; empty for the root.</param>
    public static IEnumerable<SpecEntry> Entries(SpecNode node, string path, IReadOnlyCollection<string> keys, SpecProblems problems)
    {
        foreach (var entry in EntriesOnce(node, path, Suggestion.List(keys), problems))
        {
            if (keys.Contains(entry.Key))
            {
                yield return entry;
            }
            else
            {
                problems.Add(
                    entry.Line,
                    Join(path, entry.Key),
                    $"unknown key{Hint(entry.Key, path, keys)}; expected {Suggestion.List(keys)}"
                );
            }
        }
    }

    /// <summary>The entries of a mapping with any keys, each key once.</summary>
    /// <param name="expected">The possible keys, for the error when the node is not a mapping.</param>
    public static IEnumerable<SpecEntry> EntriesOnce(SpecNode node, string path, string expected, SpecProblems problems)
    {
        if (node is not SpecMapping mapping)
        {
            if (node is not SpecScalar { IsNull: true })
            {
                problems.Add(node, path, $"expected a block of 'key: value' lines with {expected}");
            }

            yield break;
        }

        var lines = new Dictionary<string, int>();
        foreach (var entry in mapping.Entries)
        {
            if (lines.TryAdd(entry.Key, entry.Line))
            {
                yield return entry;
            }
            else
            {
                problems.Add(entry.Line, Join(path, entry.Key), $"is there twice, first in line {lines[entry.Key]}; keep one of them");
            }
        }
    }

    public static string Join(string path, string key)
    {
        var shown = key.Length > 60 ? key[..60] + "…" : key;
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    /// <summary>A hint at what was probably meant: a key of similar spelling, or the same key in its own block.</summary>
    private static string Hint(string key, string path, IReadOnlyCollection<string> keys)
    {
        if (Suggestion.Nearest(key, keys) is { } nearest)
        {
            return $", did you mean {nearest}?";
        }

        var elsewhere = SettingsCatalogue
            .All.Where(setting => setting.Name == key && setting.Block != path)
            .Select(setting => setting.Block)
            .ToList();
        return elsewhere.Count == 0 ? "" : $" here, {key} belongs to {string.Join(" or ", elsewhere)}";
    }
}

using Sweep.Contracts.Spec.Settings;

namespace Sweep.Contracts.Spec.Reading;

/// <summary>Goes through the entries of a mapping; what is not known there, or is there twice, becomes a problem.</summary>
internal static class Block
{
    /// <summary>The entries whose key is known. Nothing at all counts as an empty block.</summary>
    /// <param name="path">Of the mapping; empty for the root.</param>
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

    /// <summary>The entries of a mapping whatever their keys, each key once.</summary>
    /// <param name="expected">What keys there could be, for the error when this is no mapping.</param>
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

    /// <summary>What was probably meant: a key that is spelt like this, or the same key in its own block.</summary>
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

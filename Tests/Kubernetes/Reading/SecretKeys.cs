using System.Text.RegularExpressions;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Kubernetes.Reading;

/// <summary>The keys of secrets that are among the manifests, or that docs/kubernetes.md says have to be brought.</summary>
internal static partial class SecretKeys
{
    /// <summary>The rows of the page's tables.</summary>
    public static IReadOnlyDictionary<string, string[]> ToBeBrought { get; } =
        Row()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "kubernetes.md")))
            .GroupBy(row => row.Groups[1].Value, row => row.Groups[2].Value.Split(", ").Select(key => key.Trim('`')))
            .ToDictionary(rows => rows.Key, rows => rows.SelectMany(keys => keys).ToArray());

    public static bool Has(Manifests manifests, string secret, string key) =>
        manifests.OfKind("Secret").SingleOrDefault(manifest => manifest.Name == secret) is { } there
            ? Manifest.Strings(there.Json["data"]).ContainsKey(key)
            : ToBeBrought.GetValueOrDefault(secret)?.Contains(key) == true;

    /// <summary><c>| `secret` | `key`, `key` |</c></summary>
    [GeneratedRegex(@"^\| `(sweep-[a-z]+)` \| ((?:`[a-z.]+`(?:, )?)+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}

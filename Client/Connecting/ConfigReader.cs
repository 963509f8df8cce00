using Sweep.Client.Errors;
using Sweep.Client.Yaml;
using Sweep.Contracts.Files;
using Sweep.Contracts.Spec;

namespace Sweep.Client.Connecting;

/// <summary>Reads the configuration file strictly: what is not known is refused, and every problem is listed at once.</summary>
internal sealed class ConfigReader
{
    private static readonly string[] _keys = ["current", "contexts"];
    private static readonly string[] _contextKeys = ["server", "token-file", "ca-file"];

    private readonly SpecProblems _problems = new();
    private readonly string _file;

    private ConfigReader(string file) => _file = file;

    /// <param name="file">For messages, and for paths that are relative to it.</param>
    /// <exception cref="BadInputException">A line a problem: <c>FILE:LINE: path: message</c>.</exception>
    public static ClusterConfig Read(string text, string file)
    {
        if (text.Split('\n').All(line => line.Trim() is "" or ['#', ..]))
            return ClusterConfig.Empty;
        var reader = new ConfigReader(file);
        var config = YamlSpecReader.Read(text, reader._problems) is { } root ? reader.ReadRoot(root) : ClusterConfig.Empty;
        return reader._problems.Count > 0
            ? throw new BadInputException(
                string.Join(Environment.NewLine, reader._problems.InOrder().Select(problem => problem.Describe(file)))
            )
            : config;
    }

    private ClusterConfig ReadRoot(SpecNode root)
    {
        var entries = Entries(root, "", _keys);
        var contexts = entries.GetValueOrDefault("contexts") is { } written ? ReadContexts(written) : [];
        var current = entries.GetValueOrDefault("current") is { } node ? Text(node, "current") : null;
        if (current is not null && contexts.All(context => context.Name != current))
        {
            var names =
                contexts.Count > 0 ? $"expected {Suggestion.List([.. contexts.Select(context => context.Name)])}" : "there are no contexts";
            _problems.Add(entries["current"].Line, "current", $"there is no context '{current}'; {names}");
        }

        return new ClusterConfig { Current = current, Contexts = contexts };
    }

    private List<ClusterContext> ReadContexts(SpecNode node)
    {
        var contexts = new List<ClusterContext>();
        if (node is SpecScalar { IsNull: true })
            return contexts;
        foreach (var (name, body) in Entries(node, "contexts", null))
        {
            var path = $"contexts.{name}";
            if (!ClusterContext.IsName(name))
                _problems.Add(body.Line, path, $"expected as name {ClusterContext.ExpectedName}, found '{name}'");
            var entries = Entries(body, path, _contextKeys);
            var server = entries.GetValueOrDefault("server") is { } written ? Address(written, path + ".server") : null;
            if (!entries.ContainsKey("server") && body is SpecMapping)
                _problems.Add(body.Line, path, $"server is missing; expected {ServerAddress.Expected}");
            var tokens = FileOf(entries, "token-file", path);
            var authorities = FileOf(entries, "ca-file", path);
            if (server is not null)
                contexts.Add(new ClusterContext(name, server, tokens, authorities));
        }

        return contexts;
    }

    /// <param name="known">Null: any key.</param>
    private Dictionary<string, SpecNode> Entries(SpecNode node, string path, string[]? known)
    {
        var found = new Dictionary<string, SpecNode>();
        if (node is not SpecMapping mapping)
        {
            _problems.Add(
                node.Line,
                path,
                $"expected {(known is null ? "names, each with a server" : "the keys " + string.Join(", ", known))}"
            );
            return found;
        }

        foreach (var entry in mapping.Entries)
        {
            if (known is not null && !known.Contains(entry.Key))
            {
                _problems.Add(
                    entry.Line,
                    Join(path, entry.Key),
                    $"unknown key{Suggestion.Of(entry.Key, known)}; expected {Suggestion.List(known)}"
                );
            }
            else if (!found.TryAdd(entry.Key, entry.Value))
            {
                _problems.Add(entry.Line, Join(path, entry.Key), "is there twice; expected once");
            }
        }

        return found;
    }

    private Uri? Address(SpecNode node, string path)
    {
        if (Text(node, path) is not { } text)
            return null;
        if (ServerAddress.TryParse(text) is { } address)
            return address;
        _problems.Add(node.Line, path, $"expected {ServerAddress.Expected}, found '{text}'");
        return null;
    }

    private string? FileOf(Dictionary<string, SpecNode> entries, string key, string path) =>
        entries.GetValueOrDefault(key) is { } node && Text(node, $"{path}.{key}") is { } file ? Full(file) : null;

    private string? Text(SpecNode node, string path)
    {
        if (node is SpecScalar { IsNull: false, Text.Length: > 0 } scalar)
            return scalar.Text;
        _problems.Add(node.Line, path, "expected a text");
        return null;
    }

    private string Full(string file) => Path.GetFullPath(HomeFolder.Expand(file), Path.GetDirectoryName(Path.GetFullPath(_file))!);

    private static string Join(string path, string key) => path.Length > 0 ? $"{path}.{key}" : key;
}

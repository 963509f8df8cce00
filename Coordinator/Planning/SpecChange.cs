using System.Text.Json;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Settings;
using YamlDotNet.Core;

namespace Sweep.Coordinator.Planning;

/// <summary>
/// A spec's text with settings that the user gave on the command line. Settings are changed in place; everything else, including comments,
/// is kept.
/// </summary>
public sealed class SpecChange
{
    public const string Option = "--set";

    private readonly List<string> _paths = [];
    private readonly List<SpecProblem> _refused = [];

    /// <summary>For each line of <see cref="Text"/>, the number of the user's line.</summary>
    private List<int> _lines;

    private SpecChange(string text) => (Text, _lines) = (text, [.. Enumerable.Range(1, text.Count('\n') + 1)]);

    /// <summary>The text to parse.</summary>
    public string Text { get; private set; }

    /// <summary>Problems of the settings themselves. Such settings are not in the text.</summary>
    public IReadOnlyList<SpecProblem> Refused => _refused;

    /// <param name="settings">Each as <c>path=value</c>, with the value in YAML.</param>
    public static SpecChange Apply(string text, IReadOnlyList<string> settings)
    {
        var change = new SpecChange(text);
        foreach (var setting in settings)
            change.Apply(setting);
        return change;
    }

    /// <summary>The same problems, located at the option that caused them or at the user's line.</summary>
    public IReadOnlyList<SpecProblem> Place(IEnumerable<SpecProblem> problems) => [.. problems.Select(Place)];

    private SpecProblem Place(SpecProblem problem)
    {
        if (
            _paths.Find(path =>
                problem.Path == path
                || problem.Path.StartsWith($"{path}.", StringComparison.Ordinal)
                || problem.Path.StartsWith($"{path}[", StringComparison.Ordinal)
            )
            is not null
        )
        {
            return problem with { Line = 0, Path = $"{Option} {problem.Path}" };
        }

        return problem.Line > 0 && problem.Line <= _lines.Count ? problem with { Line = _lines[problem.Line - 1] } : problem;
    }

    private void Apply(string setting)
    {
        var end = setting.IndexOf('=', StringComparison.Ordinal);
        var path = end < 0 ? setting : setting[..end].Trim();
        if (end < 0 || !IsPath(path))
        {
            _refused.Add(new SpecProblem(0, $"{Option} {path}", "expected PATH=VALUE, such as training.lr=0.1 or grid.seed=[1, 2, 3]"));
            return;
        }

        try
        {
            Set(path, ValueOf(setting[(end + 1)..].Trim()));
            _paths.Add(path);
        }
        catch (YamlException)
        {
            // Problems of the text are reported when it is parsed.
        }
    }

    private static bool IsPath(string path) =>
        path.Length > 0
        && path.Split('.').All(key => key.Length > 0 && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));

    /// <summary>Quotes a text that would otherwise end early at its place. JSON strings are valid YAML.</summary>
    private static string ValueOf(string value) => IsWhole(value) ? value : JsonSerializer.Serialize(value);

    private static bool IsWhole(string value)
    {
        try
        {
            return !value.AsSpan().ContainsAny('\n', '\r')
                && !value.Contains(" #", StringComparison.Ordinal)
                && YamlPlace.OfMapping($"{{ x: {value} }}") is { Entries: [("x", _)] };
        }
        catch (YamlException)
        {
            return false;
        }
    }

    /// <summary>An axis may be named by a whole path.</summary>
    private static string[] KeysOf(string path) =>
        path.StartsWith($"{SettingsCatalogue.Grid}.", StringComparison.Ordinal) ? path.Split('.', 2) : path.Split('.');

    private void Set(string path, string value)
    {
        if (YamlPlace.OfMapping(Text) is not { } at)
            return;
        var keys = KeysOf(path);
        for (var number = 0; number < keys.Length; number++)
        {
            var isLast = number == keys.Length - 1;
            if (at.Entries!.FirstOrDefault(entry => entry.Key == keys[number]).Value is not { } found)
            {
                Insert(at, keys[number], Nest(keys[(number + 1)..], value));
                return;
            }

            if (found.IsAlias)
            {
                _refused.Add(
                    new SpecProblem(
                        0,
                        $"{Option} {path}",
                        $"{keys[number]} is an alias of another part of the spec; write it out to change it"
                    )
                );
                return;
            }

            if (!isLast && found.Entries is { Count: > 0 })
            {
                at = found;
                continue;
            }

            if (!isLast && found is not ({ Entries: not null } or { Scalar: "" or "~" or "null" }))
            {
                _refused.Add(new SpecProblem(0, $"{Option} {path}", $"{keys[number]} is no block of settings here"));
                return;
            }

            Replace(found.Start, found.End, Nest(keys[(number + 1)..], value));
            return;
        }
    }

    private static string Nest(IEnumerable<string> keys, string value) =>
        keys.Reverse().Aggregate(value, (inner, key) => $"{{ {key}: {inner} }}");

    private void Insert(YamlPlace block, string key, string value)
    {
        if (block.Entries!.Count == 0)
        {
            Replace(block.Start, block.End, $"{{ {key}: {value} }}");
            return;
        }

        var end = block.Entries[^1].Value.End;
        if (block.IsFlow)
        {
            Replace(end, end, $", {key}: {value}");
            return;
        }

        // The line may end with a comment.
        end = Text.IndexOf('\n', end) is >= 0 and var line ? line : Text.Length;
        if (end > 0 && Text[end - 1] == '\r')
            end--;
        Replace(end, end, $"\n{new string(' ', block.Column)}{key}: {value}");
    }

    private void Replace(int start, int end, string with)
    {
        var (first, last) = (Text.AsSpan(0, start).Count('\n'), Text.AsSpan(0, end).Count('\n'));
        var space = start > 0 && Text[start - 1] == ':' && !with.StartsWith('\n') ? " " : "";
        Text = string.Concat(Text.AsSpan(0, start), space, with, Text.AsSpan(end));
        _lines =
        [
            .. _lines.Take(first + 1),
            .. Enumerable.Repeat(_lines[first], with.Count(letter => letter == '\n')),
            .. _lines.Skip(last + 1),
        ];
    }
}

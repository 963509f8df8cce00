using Sweep.Contracts.Spec;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sweep.Client.Yaml;

/// <summary>
/// Parses YAML into the neutral tree, with lines and columns. The text cannot create objects, and unbounded growth (deep nesting, aliases
/// of aliases) is refused.
/// </summary>
public sealed class YamlSpecReader
{
    private const int DeepestNesting = 20;

    /// <summary>The most values, with every alias expanded: the guard against a "billion laughs".</summary>
    private const int MostNodes = 500_000;

    private readonly Parser _parser;
    private readonly SpecProblems _problems;
    private readonly Dictionary<string, (SpecNode Node, int Size)> _anchors = [];
    private int _nodes;

    private YamlSpecReader(string text, SpecProblems problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
    }

    /// <summary>Null when the text is refused or not YAML; the problems then tell why.</summary>
    public static SpecNode? Read(string text, SpecProblems problems)
    {
        if (text.Length > SweepSpec.MaxTextLength)
        {
            problems.Add(0, "", $"the spec has {text.Length:N0} characters; expected at most {SweepSpec.MaxTextLength:N0}");
            return null;
        }

        var reader = new YamlSpecReader(text, problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException exception)
        {
            problems.Add(LineOf(exception, text), "", $"this is not YAML: {Reason(exception)}");
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner throws this for some broken lists and blocks, such as a comment in place of an entry.
            problems.Add(
                (int)(reader._parser.Current?.Start.Line ?? 1),
                "",
                "this is not YAML: the list or block that begins here is broken"
            );
        }

        return null;
    }

    private SpecNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            _problems.Add(1, "", "the spec is empty; expected at least name and grid");
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _problems.Add((int)second.Start.Line, "", "a second document begins here; expected one spec a file");
            return null;
        }

        _parser.Consume<StreamEnd>();
        return root;
    }

    private SpecNode ReadNode(int depth)
    {
        var before = _nodes;
        var next = _parser.Consume<ParsingEvent>();
        if (depth > DeepestNesting)
        {
            throw new YamlException(next.Start, next.End, $"nested deeper than {DeepestNesting} levels");
        }

        if (next is AnchorAlias alias)
        {
            return ReadAlias(alias);
        }

        if (next is not NodeEvent begun)
        {
            throw new YamlException(next.Start, next.End, "a value is missing");
        }

        Count(1, next);
        RefuseTag(begun);
        var (line, column) = ((int)next.Start.Line, (int)next.Start.Column);
        SpecNode node = next switch
        {
            Scalar scalar => new SpecScalar(scalar.Value, IsNull(scalar), line, column),
            SequenceStart => new SpecSequence(ReadItems(depth), line, column),
            _ => new SpecMapping(ReadEntries(depth), line, column),
        };
        if (!begun.Anchor.IsEmpty)
        {
            _anchors[begun.Anchor.Value] = (node, _nodes - before);
        }

        return node;
    }

    private List<SpecNode> ReadItems(int depth)
    {
        var items = new List<SpecNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return items;
    }

    private List<SpecEntry> ReadEntries(int depth)
    {
        var entries = new List<SpecEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                var other = _parser.Current!;
                throw new YamlException(other.Start, other.End, "expected a word as key");
            }

            entries.Add(new SpecEntry(key.Value, ReadNode(depth + 1), (int)key.Start.Line, (int)key.Start.Column));
        }

        return entries;
    }

    private SpecNode ReadAlias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
        {
            throw new YamlException(alias.Start, alias.End, $"no anchor &{alias.Value.Value} stands before this alias");
        }

        Count(anchored.Size, alias);
        return anchored.Node;
    }

    private void Count(int nodes, ParsingEvent at)
    {
        _nodes += nodes;
        if (_nodes > MostNodes)
        {
            throw new YamlException(at.Start, at.End, $"with its aliases written out the spec has more than {MostNodes:N0} values");
        }
    }

    private static void RefuseTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            throw new YamlException(node.Start, node.End, $"tags such as {node.Tag.Value} are not supported; write the plain value");
        }
    }

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";

    /// <summary>
    /// The line of the error. An unclosed value is reported at the last line; for a tab the parser names only the surrounding block.
    /// </summary>
    private static int LineOf(YamlException exception, string text)
    {
        var lines = text.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        var tab = exception.Message.Contains("tab", StringComparison.Ordinal)
            ? Array.FindIndex(lines, line => line.TrimStart(' ').StartsWith('\t'))
            : -1;
        return tab >= 0 ? tab + 1 : (int)Math.Min(exception.End.Line, lines.Length);
    }

    /// <summary>The parser's message without its position, which is reported separately.</summary>
    private static string Reason(YamlException exception)
    {
        var reason = exception.Message;
        var end = reason.IndexOf("): ", StringComparison.Ordinal);
        return reason.StartsWith('(') && end > 0 ? reason[(end + 3)..] : reason;
    }
}

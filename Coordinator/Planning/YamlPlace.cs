using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sweep.Coordinator.Planning;

/// <summary>The position of a value in a YAML text, and its children.</summary>
/// <param name="Start">The index of its first character.</param>
/// <param name="End">The index after its last character. A block value ends with its own last line.</param>
/// <param name="Column">The column of its first character, from 0.</param>
internal sealed record YamlPlace(int Start, int End, int Column)
{
    /// <summary>True for a value in braces or brackets.</summary>
    public bool IsFlow { get; private init; }

    public bool IsAlias { get; private init; }

    /// <summary>The text of a single value; null for other kinds.</summary>
    public string? Scalar { get; private init; }

    /// <summary>The entries of a mapping in written order; null for other kinds.</summary>
    public IReadOnlyList<(string Key, YamlPlace Value)>? Entries { get; private init; }

    /// <summary>The text's only mapping; null when the text is something else.</summary>
    /// <exception cref="YamlException">The text is not valid YAML.</exception>
    public static YamlPlace? OfMapping(string text)
    {
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
            return null;
        var root = Read(parser, text);
        parser.Consume<DocumentEnd>();
        parser.Consume<StreamEnd>();
        return root.Entries is null ? null : root;
    }

    private static YamlPlace Read(IParser parser, string text)
    {
        var next = parser.Consume<ParsingEvent>();
        var (start, column) = ((int)next.Start.Index, (int)next.Start.Column - 1);
        switch (next)
        {
            case Scalar scalar:
                var end = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded
                    ? text.AsSpan(0, (int)scalar.End.Index).TrimEnd().Length
                    : (int)scalar.End.Index;
                return new YamlPlace(start, Math.Max(start, end), column) { Scalar = scalar.Value };
            case MappingStart mapping:
                var entries = new List<(string, YamlPlace)>();
                while (!parser.Accept<MappingEnd>(out _))
                    entries.Add((parser.Consume<Scalar>().Value, Read(parser, text)));
                var closed = parser.Consume<MappingEnd>();
                var isFlow = mapping.Style == MappingStyle.Flow;
                return new YamlPlace(
                    start,
                    isFlow ? Behind('}', closed)
                        : entries.Count == 0 ? (int)closed.End.Index
                        : entries[^1].Item2.End,
                    column
                )
                {
                    IsFlow = isFlow,
                    Entries = entries,
                };
            case SequenceStart sequence:
                var last = 0;
                while (!parser.Accept<SequenceEnd>(out _))
                    last = Read(parser, text).End;
                var over = parser.Consume<SequenceEnd>();
                return new YamlPlace(
                    start,
                    sequence.Style == SequenceStyle.Flow ? Behind(']', over)
                        : last == 0 ? (int)over.End.Index
                        : last,
                    column
                )
                {
                    IsFlow = sequence.Style == SequenceStyle.Flow,
                };
            default:
                return new YamlPlace(start, (int)next.End.Index, column) { IsAlias = next is AnchorAlias };
        }

        // The parser reports where the end event starts.
        int Behind(char closing, ParsingEvent end) => text.IndexOf(closing, (int)end.Start.Index) + 1;
    }
}

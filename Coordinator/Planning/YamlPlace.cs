using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sweep.Coordinator.Planning;

/// <summary>Where a value stands in a text of YAML, and what is below it.</summary>
/// <param name="Start">Of its first sign.</param>
/// <param name="End">Behind its last sign; what ends with its lines ends with the last of its own.</param>
/// <param name="Column">Of its first sign, from 0.</param>
internal sealed record YamlPlace(int Start, int End, int Column)
{
    /// <summary>In braces or brackets.</summary>
    public bool IsFlow { get; private init; }

    public bool IsAlias { get; private init; }

    /// <summary>Null unless it is a single value.</summary>
    public string? Scalar { get; private init; }

    /// <summary>Null unless it is a mapping; in written order.</summary>
    public IReadOnlyList<(string Key, YamlPlace Value)>? Entries { get; private init; }

    /// <summary>The text's one mapping; null when it is something else.</summary>
    /// <exception cref="YamlException">It is no YAML.</exception>
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

        // The parser says where it begins.
        int Behind(char closing, ParsingEvent end) => text.IndexOf(closing, (int)end.Start.Index) + 1;
    }
}

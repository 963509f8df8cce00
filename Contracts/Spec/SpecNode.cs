namespace Sweep.Contracts.Spec;

/// <summary>A part of a spec as it was written, independent of the text format. Lines and columns count from 1.</summary>
public abstract record SpecNode(int Line, int Column);

/// <summary>A single word, number or text.</summary>
/// <param name="IsNull">True when nothing was written, or the format's word for null.</param>
public sealed record SpecScalar(string Text, bool IsNull, int Line, int Column) : SpecNode(Line, Column);

/// <summary>A list.</summary>
public sealed record SpecSequence(IReadOnlyList<SpecNode> Items, int Line, int Column) : SpecNode(Line, Column);

/// <summary>A block of keys with values.</summary>
/// <param name="Entries">The entries in written order; a key that is written twice occurs twice.</param>
public sealed record SpecMapping(IReadOnlyList<SpecEntry> Entries, int Line, int Column) : SpecNode(Line, Column);

/// <summary>A key with its value; line and column are those of the key.</summary>
public sealed record SpecEntry(string Key, SpecNode Value, int Line, int Column) : SpecNode(Line, Column);

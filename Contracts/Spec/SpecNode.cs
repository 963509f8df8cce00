namespace Sweep.Contracts.Spec;

/// <summary>A piece of a spec as it was written, free of the text format it came in. Lines and columns count from 1.</summary>
public abstract record SpecNode(int Line, int Column);

/// <summary>A single word, number or text.</summary>
/// <param name="IsNull">Nothing was written, or the format's word for nothing.</param>
public sealed record SpecScalar(string Text, bool IsNull, int Line, int Column) : SpecNode(Line, Column);

public sealed record SpecSequence(IReadOnlyList<SpecNode> Items, int Line, int Column) : SpecNode(Line, Column);

/// <param name="Entries">In written order; a key that is written twice is there twice.</param>
public sealed record SpecMapping(IReadOnlyList<SpecEntry> Entries, int Line, int Column) : SpecNode(Line, Column);

/// <summary>A key with its value; line and column are the key's.</summary>
public sealed record SpecEntry(string Key, SpecNode Value, int Line, int Column) : SpecNode(Line, Column);

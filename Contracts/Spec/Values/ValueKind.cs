namespace Sweep.Contracts.Spec.Values;

/// <summary>What may be written for a setting: how it is read, named in errors, and written back in its one canonical form.</summary>
public abstract class ValueKind<T>
{
    /// <summary>Completes "expected …".</summary>
    public abstract string Expected { get; }

    /// <summary>The same text for the same value, however it was written.</summary>
    public abstract string Format(T value);

    /// <summary>False when the node is something else; then a problem says so.</summary>
    public abstract bool TryRead(SpecNode node, string path, SpecProblems problems, out T value);

    protected void Refuse(SpecNode node, string path, SpecProblems problems, string hint = "") =>
        problems.Add(node, path, $"expected {Expected}, found {Found(node)}{hint}");

    /// <summary>What was written, short enough for one line.</summary>
    protected static string Found(SpecNode node) =>
        node switch
        {
            SpecMapping => "a block of settings",
            SpecSequence => "a list",
            SpecScalar { IsNull: true } => "nothing",
            SpecScalar { Text.Length: > 40 } scalar => $"'{scalar.Text[..40]}…'",
            SpecScalar scalar => $"'{scalar.Text}'",
            _ => "something else",
        };
}

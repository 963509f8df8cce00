namespace Sweep.Contracts.Spec.Values;

/// <summary>The kind of value that a setting accepts: how it is read, described in errors, and written in canonical form.</summary>
public abstract class ValueKind<T>
{
    /// <summary>The accepted values, as the continuation of "expected …".</summary>
    public abstract string Expected { get; }

    /// <summary>The canonical form, which is the same for equal values however they were written.</summary>
    public abstract string Format(T value);

    /// <summary>Reads a value; returns false and adds a problem when the node is not accepted.</summary>
    public abstract bool TryRead(SpecNode node, string path, SpecProblems problems, out T value);

    protected void Refuse(SpecNode node, string path, SpecProblems problems, string hint = "") =>
        problems.Add(node, path, $"expected {Expected}, found {Found(node)}{hint}");

    /// <summary>What was written, shortened to fit on one line.</summary>
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

namespace Sweep.Contracts.Spec.Values;

/// <summary>A value, or a word that means null: <c>all</c>, <c>auto</c>, <c>none</c>.</summary>
public sealed class OrWord<T>(ValueKind<T> inner, string word) : ValueKind<T?>
    where T : struct
{
    public override string Expected => $"{inner.Expected}, or {word}";

    public override string Format(T? value) => value is { } number ? inner.Format(number) : word;

    public override bool TryRead(SpecNode node, string path, SpecProblems problems, out T? value)
    {
        value = null;
        if (node is SpecScalar { IsNull: false } scalar && scalar.Text == word)
        {
            return true;
        }

        if (inner.TryRead(node, path, new SpecProblems(), out var number))
        {
            value = number;
            return true;
        }

        Refuse(
            node,
            path,
            problems,
            node is SpecScalar { IsNull: false } other && inner is ScalarKind<T> kind ? kind.Hint(other.Text) : ""
        );
        return false;
    }
}

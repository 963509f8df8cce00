namespace Sweep.Contracts.Spec.Values;

/// <summary>A value that is written as one word or number.</summary>
public abstract class ScalarKind<T> : ValueKind<T>
{
    public abstract bool TryParse(string text, out T value);

    public sealed override bool TryRead(SpecNode node, string path, SpecProblems problems, out T value)
    {
        value = default!;
        if (node is SpecScalar { IsNull: false } scalar)
        {
            if (TryParse(scalar.Text, out value))
            {
                return true;
            }

            Refuse(node, path, problems, Hint(scalar.Text));
            return false;
        }

        Refuse(node, path, problems);
        return false;
    }

    /// <summary>An addition to the error about a refused text, such as what was probably meant.</summary>
    protected internal virtual string Hint(string text) => "";
}

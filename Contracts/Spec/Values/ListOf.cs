namespace Sweep.Contracts.Spec.Values;

/// <summary>A list without repetitions, or a word that means a certain list (null means all possible entries).</summary>
public sealed class ListOf<T>(ValueKind<T> item, string word, IReadOnlyList<T>? wordMeans, int atLeast = 0) : ValueKind<IReadOnlyList<T>?>
{
    public override string Expected => $"a list{(atLeast > 0 ? $" of at least {atLeast}" : "")} (each {item.Expected}), or {word}";

    public override string Format(IReadOnlyList<T>? value) =>
        value is null || (wordMeans is not null && value.SequenceEqual(wordMeans))
            ? word
            : $"[{string.Join(", ", value.Select(item.Format))}]";

    public override bool TryRead(SpecNode node, string path, SpecProblems problems, out IReadOnlyList<T>? value)
    {
        value = wordMeans;
        if (node is SpecScalar { IsNull: false } scalar && scalar.Text == word)
        {
            return true;
        }

        if (node is not SpecSequence sequence || sequence.Items.Count < atLeast)
        {
            Refuse(node, path, problems, node is SpecSequence short_ ? $" of {short_.Items.Count}" : "");
            return false;
        }

        var before = problems.Count;
        var items = new List<T>();
        var seen = new HashSet<string>();
        foreach (var (index, child) in sequence.Items.Index())
        {
            if (!item.TryRead(child, $"{path}[{index}]", problems, out var read))
            {
                continue;
            }

            if (!seen.Add(item.Format(read)))
            {
                problems.Add(child, $"{path}[{index}]", $"{item.Format(read)} is there twice");
            }

            items.Add(read);
        }

        value = items;
        return problems.Count == before;
    }
}

using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Values;

namespace Sweep.Hosting.Configuration;

/// <summary>Reads any text that is not empty.</summary>
/// <param name="expected">Completes "expected …": <c>a file</c>.</param>
public sealed class Text(string expected) : ScalarKind<string?>
{
    public override string Expected => expected;

    public override string Format(string? value) => value ?? "";

    public override bool TryParse(string text, out string? value)
    {
        value = text;
        return text.Length > 0;
    }
}

/// <summary>Reads one or several texts. A single text may hold several, with commas between them.</summary>
/// <param name="expected">Completes "expected …": <c>hosts such as localhost or mq1:5672</c>.</param>
/// <param name="accepts">Decides which texts are accepted; null accepts all.</param>
public sealed class TextList(string expected, Func<string, bool>? accepts = null) : ValueKind<IReadOnlyList<string>>
{
    public override string Expected => expected;

    public override string Format(IReadOnlyList<string> value) => string.Join(",", value);

    public override bool TryRead(SpecNode node, string path, SpecProblems problems, out IReadOnlyList<string> value)
    {
        value = [];
        var written = node is SpecSequence sequence ? sequence.Items : [node];
        if (!written.All(item => item is SpecScalar { IsNull: false }))
        {
            Refuse(node, path, problems);
            return false;
        }

        value =
        [
            .. written.SelectMany(item =>
                ((SpecScalar)item).Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ),
        ];
        if (value.Count > 0 && (accepts is null || value.All(accepts)))
            return true;
        Refuse(new SpecScalar(Format(value), IsNull: value.Count == 0, 0, 0), path, problems);
        return false;
    }
}

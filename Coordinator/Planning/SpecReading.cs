using Sweep.Client.Yaml;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Reading;

namespace Sweep.Coordinator.Planning;

/// <summary>The result of parsing a spec's text: either the spec or all of its problems.</summary>
/// <param name="Spec">Null exactly when there are problems.</param>
/// <param name="Problems">Ordered by line.</param>
public sealed record SpecReading(SweepSpec? Spec, IReadOnlyList<SpecProblem> Problems)
{
    /// <summary>Parses any text without throwing.</summary>
    public static SpecReading Read(string text)
    {
        var problems = new SpecProblems();
        var root = YamlSpecReader.Read(text, problems);
        var spec = root is null || problems.Count > 0 ? null : SpecParser.Parse(root, text, problems);
        if (problems.Count > 0)
            OddSpaces.Report(text, problems);
        return new SpecReading(spec, problems.InOrder());
    }
}

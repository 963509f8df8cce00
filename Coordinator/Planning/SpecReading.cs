using Sweep.Client.Yaml;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Reading;

namespace Sweep.Coordinator.Planning;

/// <summary>What came of reading a spec's text: the spec, or everything that is wrong with it.</summary>
/// <param name="Spec">Null exactly when there are problems.</param>
/// <param name="Problems">In the order of their lines.</param>
public sealed record SpecReading(SweepSpec? Spec, IReadOnlyList<SpecProblem> Problems)
{
    /// <summary>Never throws, whatever the text.</summary>
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

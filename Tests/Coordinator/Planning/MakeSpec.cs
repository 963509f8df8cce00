using Sweep.Contracts.Spec;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

/// <summary>Builds specs for tests from YAML.</summary>
internal static class MakeSpec
{
    public const string Smallest = """
        name: test
        grid:
          dataset: mnist
          architecture: vgg16
        """;

    public static SweepSpec Of(string yaml)
    {
        var reading = SpecReading.Read(yaml);
        Assert.Empty(reading.Problems);
        return reading.Spec!;
    }

    /// <summary>The smallest spec with more lines in its <c>grid</c> (indented by two spaces) and then at its root.</summary>
    public static SweepSpec With(string grid, string root = "") => Of(Text(grid, root));

    public static string Text(string grid, string root = "") => $"{Smallest}\n{grid}\n{root}\n";

    public static StageTree Tree(string grid, string root = "") => Expansion.Expand(With(grid, root));
}

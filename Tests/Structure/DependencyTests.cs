using System.Xml.Linq;
using Sweep.Tests.Build;

namespace Sweep.Tests.Structure;

/// <summary>Every package is on docs/dependencies.md, with its licence and its reason.</summary>
public sealed class DependencyTests
{
    [Fact]
    public void Packages_OfTheBuild_AreThoseOfThePage()
    {
        var packages = XDocument
            .Load(Path.Combine(SourceTree.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Select(package => package.Attribute("Include")!.Value);
        var rows = File.ReadLines(Path.Combine(SourceTree.Root, "docs", "dependencies.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Skip(1)
            .ToList();

        Assert.All(rows, row => Assert.Equal(3, row.Length));
        Assert.Equal(packages.Order(StringComparer.Ordinal), rows.SelectMany(row => row[0].Split(", ")).Order(StringComparer.Ordinal));
    }
}

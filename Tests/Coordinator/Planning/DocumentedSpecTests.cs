using System.Text.RegularExpressions;
using Sweep.Contracts.Spec.Settings;
using Sweep.Coordinator.Planning;

namespace Sweep.Tests.Coordinator.Planning;

/// <summary>The examples in the documentation must work.</summary>
public partial class DocumentedSpecTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/spec.md")]
    public void Read_SpecsInThePages_HaveNoProblems(string page)
    {
        var specs = YamlBlock()
            .Matches(Repository.ReadText(page))
            .Select(match => match.Groups[1].Value)
            .Where(text => text.Contains("grid:", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(specs);
        Assert.All(specs, text => Assert.Empty(SpecReading.Read(text).Problems));
    }

    /// <summary>If this fails, copy the expected table into docs/spec.md.</summary>
    [Fact]
    public void SettingsTable_InTheDocumentation_MatchesTheCatalogue()
    {
        var rows = SettingsCatalogue.All.Select(setting =>
            $"| `{setting.Path}` | {(setting == SettingsCatalogue.Dataset || setting == SettingsCatalogue.Architecture ? "required" : setting.DefaultText)} | {setting.Expected} | {setting.Description} |"
        );
        var table = $"| setting | default | accepts | what it is |\n|---|---|---|---|\n{string.Join('\n', rows)}\n";

        Assert.EndsWith(table, Repository.ReadText("docs/spec.md"), StringComparison.Ordinal);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}

using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Verbs;

namespace Sweep.Tests.Cli.Verbs;

public class AllVerbsTests
{
    /// <summary>Those that write no answer: a script, a page until Ctrl-C, and the lines of a log.</summary>
    private static readonly string[] _withoutFormat = ["completion", "logs", "serve"];

    /// <summary>What users have learned to type.</summary>
    [Fact]
    public void Create_Always_HasEveryVerb() =>
        Assert.Equal(
            [
                "validate",
                "plan",
                "run",
                "submit",
                "list",
                "show",
                "failures",
                "stage",
                "logs",
                "watch",
                "pause",
                "resume",
                "cancel",
                "retry",
                "priority",
                "delete",
                "workers",
                "drain",
                "results",
                "report",
                "serve",
                "store copy",
                "store gc",
                "context list",
                "context show",
                "context use",
                "context add",
                "context remove",
                "data list",
                "data pull",
                "data verify",
                "doctor",
                "completion",
            ],
            Verbs(AllVerbs.Create(TimeProvider.System), "").Select(verb => verb.Path)
        );

    public static TheoryData<string> Names => [.. Verbs(AllVerbs.Create(TimeProvider.System), "").Select(verb => verb.Path)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachVerb_Help_HasExamplesOfItself(string path)
    {
        var verb = Assert.IsType<Verb>(Find(path));

        Assert.NotEmpty(verb.Examples);
        Assert.Contains(verb.Examples, example => example.Contains($"sweep {path}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EachVerb_Format_IncludesJson(string path)
    {
        var format = Find(path).Options.SingleOrDefault(option => option.Name == "--format");

        Assert.Equal(_withoutFormat.Contains(path), format is null);
        if (format is not null)
            Assert.Contains("json", format.Description, StringComparison.Ordinal);
    }

    private static Command Find(string path) => Verbs(AllVerbs.Create(TimeProvider.System), "").Single(verb => verb.Path == path).Command;

    private static IEnumerable<(string Path, Command Command)> Verbs(Command above, string path) =>
        above.Subcommands.SelectMany(verb =>
            verb.Subcommands.Count == 0 ? [($"{path}{verb.Name}", verb)] : Verbs(verb, $"{path}{verb.Name} ")
        );
}

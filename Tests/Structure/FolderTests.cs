using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Sweep.Tests.Build;
using Assembly = System.Reflection.Assembly;

namespace Sweep.Tests.Structure;

/// <summary>The compiled programs keep to the directions that docs/code-structure.md allows.</summary>
public sealed class FolderTests
{
    /// <summary>The types of a project's own namespace, without a folder.</summary>
    private const string Root = "the project itself";

    private static readonly Assembly[] _assemblies =
    [
        typeof(Contracts.Counted).Assembly,
        typeof(Client.CoordinatorClient).Assembly,
        typeof(Hosting.Logs.LogOptions).Assembly,
        typeof(Coordinator.CoordinatorHost).Assembly,
        typeof(Worker.Stages.IStageEngine).Assembly,
        typeof(Cli.ExitCode).Assembly,
    ];

    private static readonly Architecture _architecture = new ArchLoader().LoadAssemblies(_assemblies).Build();

    public static TheoryData<string, string> Projects =>
        [.. ReadPage().Select(project => (project.Name, string.Join(" · ", project.Folders)))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_UseOnlyThoseBeforeThem(string project, string folders)
    {
        string[] order = folders.Split(" · ");
        var used = ReadUses(project);

        Assert.Equal(order.Order(StringComparer.Ordinal), used.Select(use => use.From).Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            used,
            use =>
                Assert.True(
                    Array.IndexOf(order, use.To) <= Array.IndexOf(order, use.From),
                    $"{project}/{use.From} uses {project}/{use.To} ({use.Example}); the page lets it use those before it: {folders}"
                )
        );
    }

    [Fact]
    public void Projects_OfThePage_AreThoseThatThereAre() =>
        Assert.Equal(
            _assemblies.Select(ProjectOf).Order(StringComparer.Ordinal),
            ReadPage().Select(project => project.Name).Order(StringComparer.Ordinal)
        );

    /// <summary>Each folder with each folder that its types use, itself among them.</summary>
    private static List<(string From, string To, string Example)> ReadUses(string project)
    {
        var space = $"Sweep.{project}";
        return
        [
            .. _architecture
                .Types.Where(type => IsIn(type, space))
                .SelectMany(type =>
                    type.Dependencies.Select(dependency => dependency.Target)
                        .Where(target => IsIn(target, space))
                        .Append(type)
                        .Select(target =>
                            (From: FolderOf(type, space), To: FolderOf(target, space), Example: $"{type.Name} → {target.Name}")
                        )
                )
                .DistinctBy(use => (use.From, use.To)),
        ];
    }

    private static bool IsIn(IType type, string space) =>
        // What stands for a type in a generic one lies in no folder.
        type is not GenericParameter
        && type.Namespace?.FullName is { } name
        && (name == space || name.StartsWith(space + ".", StringComparison.Ordinal));

    private static string FolderOf(IType type, string space) =>
        type.Namespace.FullName == space ? Root : type.Namespace.FullName[(space.Length + 1)..].Split('.')[0];

    private static string ProjectOf(Assembly assembly) =>
        assembly.GetName().Name switch
        {
            "sweep" => "Cli",
            "sweep-coordinator" => "Coordinator",
            "sweep-worker" => "Worker",
            var name => name!["Sweep.".Length..],
        };

    /// <summary>The lines <c>- **Project**: Folder · Folder</c>.</summary>
    private static IEnumerable<(string Name, string[] Folders)> ReadPage() =>
        from line in File.ReadLines(Path.Combine(SourceTree.Root, "docs", "code-structure.md"))
        where line.StartsWith("- **", StringComparison.Ordinal) && line.Contains("**: ", StringComparison.Ordinal)
        let parts = line["- **".Length..].Split("**: ")
        select (parts[0], parts[1].Split(" · "));
}

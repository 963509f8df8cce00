using PublicApiGenerator;
using Sweep.Tests.Build;
using Assembly = System.Reflection.Assembly;

namespace Sweep.Tests.Structure;

/// <summary>What other programs build upon changes only when somebody means it to.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions _options = new()
    {
        IncludeAssemblyAttributes = false,
        // What is generated from sweep.proto follows from that file, whose fields another test holds.
        DenyNamespacePrefixes = ["System", "Microsoft", "Sweep.Api"],
    };

    public static TheoryData<string> Assemblies => ["Contracts", "Client"];

    /// <remarks>To accept a change, replace the file by the one that the failure names.</remarks>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void PublicApi_OfALibrary_IsAsApproved(string library)
    {
        var assembly = Assembly.Load($"Sweep.{library}");
        var approved = Path.Combine(SourceTree.Root, "Tests", "Structure", "Api", $"{library}.txt");
        var found = assembly.GeneratePublicApi(_options).ReplaceLineEndings("\n");
        var text = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (found == text)
            return;
        var received = Path.Combine(SourceTree.Root, "artifacts", $"{library}.api.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, found);
        Assert.Fail($"The public API of Sweep.{library} differs from {approved}; as it is now it stands in {received}.");
    }
}

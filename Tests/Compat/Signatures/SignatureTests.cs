using System.Reflection;
using System.Runtime.Loader;
using TorchSharp;

namespace Sweep.Tests.Compat.Signatures;

/// <summary>What compiles against the stand-in finds the same members in the real TorchSharp.</summary>
public class SignatureTests
{
    public static TheoryData<string> PublicTypes => new(typeof(torch).Assembly.GetTypes().Where(t => t.IsVisible).Select(t => t.FullName!));

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void PublicMembers_OfStandIn_AreTorchSharpsOwn(string name)
    {
        var real = Real().GetType(name);
        Assert.True(real is not null, $"TorchSharp has no public type {name}");
        var standIn = typeof(torch).Assembly.GetType(name)!;

        var invented = Signature.Of(standIn).Except(Signature.Of(real)).Order(StringComparer.Ordinal).ToList();

        Assert.True(invented.Count == 0, "not in TorchSharp:\n" + string.Join('\n', invented));
    }

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void PublicTypes_OfStandIn_AreOfTorchSharpsKind(string name)
    {
        var real = Real().GetType(name)!;
        var standIn = typeof(torch).Assembly.GetType(name)!;

        Assert.Equal(Kind(real), Kind(standIn));
    }

    private static string Kind(Type type) =>
        $"{type.BaseType?.FullName} class={type.IsClass} sealed={type.IsSealed} abstract={type.IsAbstract} disposable={type.GetInterface(nameof(IDisposable)) is not null}";

    private static Assembly Real()
    {
        var path = typeof(SignatureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RealTorchSharp").Value!;
        if (!File.Exists(path))
            Assert.Skip("the package feed has no TorchSharp 0.107.0 to compare with");
        return Loaded.LoadFromAssemblyPath(path);
    }

    // Beside the stand-in of the same name.
    private static readonly AssemblyLoadContext Loaded = new("the real TorchSharp");
}

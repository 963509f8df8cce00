using System.Reflection;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>The versions that influence a result's numbers.</summary>
internal static class Versions
{
    public static IReadOnlyDictionary<string, string> Here()
    {
        // The build appends the commit to the version, as in 0.1.0+3524c4a….
        var version =
            typeof(Versions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var parts = version.Split('+', 2);
        return new Dictionary<string, string>
        {
            ["sweep"] = parts[0],
            ["commit"] = parts.Length == 2 ? parts[1] : "unknown",
            ["torch"] = __version__,
            ["dotnet"] = Environment.Version.ToString(),
        };
    }
}

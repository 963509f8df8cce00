using System.Reflection;

namespace Sweep.Tests.Build;

/// <summary>The repository that this assembly was built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Path.GetFullPath(Read("Root"));

    /// <summary>A path that the project file names.</summary>
    public static string Read(string key) =>
        typeof(SourceTree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;

namespace Sweep.Tests.Kubernetes.Reading;

/// <summary>
/// Reads objects of Kubernetes itself as the types of its client, which have every field there is. As JSON: the client's own reading of YAML
/// takes a newer YamlDotNet than sweep has.
/// </summary>
internal static class StrictReading
{
    private static readonly JsonSerializerOptions _options = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Whether Kubernetes itself has it, and no custom resource.</summary>
    public static bool Knows(Manifest manifest) => TypeOf(manifest) is not null;

    /// <exception cref="JsonException">A field that does not exist, or a value of another type.</exception>
    public static object Read(Manifest manifest) => manifest.Json.Deserialize(TypeOf(manifest)!, _options)!;

    /// <summary>Types are called by version and kind.</summary>
    private static Type? TypeOf(Manifest manifest)
    {
        var (group, version) = manifest.ApiVersion.Split('/') is [var first, var second] ? (first, second) : ("", manifest.ApiVersion);
        var type = typeof(V1Pod).Assembly.GetType($"{typeof(V1Pod).Namespace}.{version.ToUpperInvariant()}{manifest.Kind}");
        return type?.GetCustomAttribute<KubernetesEntityAttribute>()?.Group == group ? type : null;
    }
}

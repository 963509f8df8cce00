using System.Text.Json.Nodes;

namespace Sweep.Tests.Kubernetes.Reading;

/// <summary>What makes pods.</summary>
internal sealed record Workload(Manifest Manifest)
{
    public string Name => Manifest.Name;

    public string Kind => Manifest.Kind;

    /// <summary>Whether its pods end by themselves.</summary>
    public bool Ends => Kind == "Job";

    public JsonNode Pod => Manifest.Spec["template"]!["spec"]!;

    /// <summary>Of its pods.</summary>
    public IReadOnlyDictionary<string, string> Labels => Manifest.Strings(Manifest.Spec["template"]!["metadata"]!["labels"]);

    /// <summary>Those that prepare included.</summary>
    public IReadOnlyList<JsonNode> Containers =>
        [.. (Pod["initContainers"]?.AsArray() ?? []).Concat(Pod["containers"]!.AsArray()).Select(container => container!)];

    public JsonNode Container => Assert.Single(Containers);

    /// <summary>Name and number.</summary>
    public IReadOnlyDictionary<string, int> Ports =>
        Containers
            .SelectMany(container => container["ports"]?.AsArray() ?? [])
            .ToDictionary(port => port!["name"]!.GetValue<string>(), port => port!["containerPort"]!.GetValue<int>());

    public IReadOnlyList<JsonNode> Volumes => [.. (Pod["volumes"]?.AsArray() ?? []).Select(volume => volume!)];

    public IReadOnlyList<JsonNode> Mounts =>
        [.. Containers.SelectMany(container => container["volumeMounts"]?.AsArray() ?? []).Select(mount => mount!)];

    /// <summary>The claims that a set makes for each pod.</summary>
    public IReadOnlyList<string> ClaimTemplates =>
        [.. (Manifest.Spec["volumeClaimTemplates"]?.AsArray() ?? []).Select(claim => claim!["metadata"]!["name"]!.GetValue<string>())];

    /// <summary>The variables of its container that come from ConfigMaps.</summary>
    public IReadOnlyDictionary<string, string> Variables(Manifests all) =>
        (Container["envFrom"]?.AsArray() ?? [])
            .SelectMany(from => Manifest.Strings(all.Find("ConfigMap", from!["configMapRef"]!["name"]!.GetValue<string>()).Json["data"]))
            .ToDictionary(variable => variable.Key, variable => variable.Value);

    /// <summary>Where in which volume a path lies, and whether it can be written there; null when it is the image's own.</summary>
    public (JsonNode? Volume, string Below, bool IsWritable)? Locate(string path)
    {
        var mount = Mounts
            .Where(mount => (path + "/").StartsWith(mount["mountPath"]!.GetValue<string>() + "/", StringComparison.Ordinal))
            .MaxBy(mount => mount["mountPath"]!.GetValue<string>().Length);
        if (mount is null)
            return null;
        var name = mount["name"]!.GetValue<string>();
        var volume = Volumes.SingleOrDefault(volume => volume["name"]!.GetValue<string>() == name);
        Assert.True(volume is not null || ClaimTemplates.Contains(name), $"{this} mounts {name}, which is no volume of it.");
        var isSecret = volume?["secret"] is not null || volume?["configMap"] is not null || volume?["projected"] is not null;
        return (
            volume,
            path[mount["mountPath"]!.GetValue<string>().Length..].TrimStart('/'),
            mount["readOnly"]?.GetValue<bool>() != true && !isSecret
        );
    }

    public override string ToString() => Manifest.ToString();
}

using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Sweep.Tests.Kubernetes.Reading;

/// <summary>The objects of one installation.</summary>
internal sealed record Manifests(IReadOnlyList<Manifest> All)
{
    private static readonly string[] _workloads = ["Deployment", "StatefulSet", "Job"];

    public IReadOnlyList<Workload> Workloads =>
        [.. All.Where(manifest => _workloads.Contains(manifest.Kind)).Select(manifest => new Workload(manifest))];

    /// <param name="text">YAML of any number of objects.</param>
    public static Manifests Parse(string text) =>
        new([
            .. text.Split("\n---\n")
                .Where(document => document.Trim().Length > 0)
                .Select(document => new Manifest(Yaml.Read(document).AsObject())),
        ]);

    public IEnumerable<Manifest> OfKind(string kind) => All.Where(manifest => manifest.Kind == kind);

    public Manifest Find(string kind, string name) => Assert.Single(OfKind(kind), manifest => manifest.Name == name);

    public Workload Workload(string name) => Assert.Single(Workloads, workload => workload.Name == name);

    public bool Has(string kind, string name) => OfKind(kind).Any(manifest => manifest.Name == name);

    /// <summary>The workloads whose pods a selector of labels selects.</summary>
    public IReadOnlyList<Workload> Selected(JsonNode? selector) =>
        [.. Workloads.Where(workload => Selector.Matches(selector, workload.Labels))];
}

/// <summary>One object.</summary>
internal sealed record Manifest(JsonObject Json)
{
    public string ApiVersion => Json["apiVersion"]!.GetValue<string>();

    public string Kind => Json["kind"]!.GetValue<string>();

    public string Name => Json["metadata"]!["name"]!.GetValue<string>();

    public string? Namespace => Json["metadata"]!["namespace"]?.GetValue<string>();

    public IReadOnlyDictionary<string, string> Labels => Strings(Json["metadata"]!["labels"]);

    public JsonNode Spec => Json["spec"]!;

    public override string ToString() => $"{Kind} {Name}";

    public static IReadOnlyDictionary<string, string> Strings(JsonNode? map) =>
        map?.AsObject().ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>()) ?? [];
}

internal static class Yaml
{
    private static readonly IDeserializer _reader = new DeserializerBuilder()
        .WithAttemptingUnquotedStringTypeDeserialization()
        .WithDuplicateKeyChecking()
        .Build();

    public static JsonNode Read(string text) => JsonSerializer.SerializeToNode(_reader.Deserialize<object>(text))!;
}

internal static class Selector
{
    /// <summary>By matchLabels and matchExpressions with In, or by labels alone, as a Service has them.</summary>
    public static bool Matches(JsonNode? selector, IReadOnlyDictionary<string, string> labels)
    {
        if (selector is null)
            return false;
        var isPlain = selector["matchLabels"] is null && selector["matchExpressions"] is null && selector.AsObject().Count > 0;
        return Manifest
                .Strings(isPlain ? selector : selector["matchLabels"])
                .All(label => labels.GetValueOrDefault(label.Key) == label.Value)
            && (selector["matchExpressions"]?.AsArray() ?? []).All(expression =>
            {
                Assert.Equal("In", expression!["operator"]!.GetValue<string>());
                return expression["values"]!
                    .AsArray()
                    .Any(value => value!.GetValue<string>() == labels.GetValueOrDefault(expression["key"]!.GetValue<string>()));
            });
    }
}

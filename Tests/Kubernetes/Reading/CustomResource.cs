using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sweep.Tests.Cluster.Running;

namespace Sweep.Tests.Kubernetes.Reading;

/// <summary>The published schemas of KEDA's and the Prometheus operator's objects, in <c>shared/crds</c> beside the repository, or where SWEEP_CRDS says.</summary>
internal static class CustomResource
{
    /// <summary>What the schema has against it, each with its path; the test is skipped where there are no schemas.</summary>
    public static IReadOnlyList<string> Problems(Manifest manifest)
    {
        var folder = Environment.GetEnvironmentVariable("SWEEP_CRDS") ?? Path.Combine(Repository.Root, "..", "shared", "crds");
        Assert.SkipUnless(Directory.Exists(folder), "Needs the schemas of custom resources beside the repository, in shared/crds.");
        var (group, version) = manifest.ApiVersion.Split('/') is [var first, var second] ? (first, second) : ("", manifest.ApiVersion);
        var definition = Directory
            .EnumerateFiles(folder, "*.yaml")
            .Select(file => Yaml.Read(File.ReadAllText(file))["spec"]!)
            .SingleOrDefault(spec =>
                spec["group"]!.GetValue<string>() == group && spec["names"]!["kind"]!.GetValue<string>() == manifest.Kind
            );
        if (definition is null)
            return [$"{manifest}: {manifest.ApiVersion} has no schema"];
        var served = definition["versions"]!
            .AsArray()
            .SingleOrDefault(known => known!["name"]!.GetValue<string>() == version && known["served"]!.GetValue<bool>());
        var problems = new List<string>();
        if (served is null)
            problems.Add($"{manifest}: {version} is not served");
        else
            Check(served["schema"]!["openAPIV3Schema"]!, manifest.Json, manifest.ToString(), problems);
        return problems;
    }

    private static void Check(JsonNode schema, JsonNode? value, string path, List<string> problems)
    {
        if (value is null)
        {
            if (schema["nullable"]?.GetValue<bool>() != true)
                problems.Add($"{path}: is null");
            return;
        }

        var kind = value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.Object => "object",
            System.Text.Json.JsonValueKind.Array => "array",
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => value.ToJsonString().Contains('.') ? "number" : "integer",
            _ => "boolean",
        };
        var expected = schema["x-kubernetes-int-or-string"] is not null
            ? kind is "integer" or "string"
                ? kind
                : "integer or string"
            : schema["type"]?.GetValue<string>() ?? kind;
        if (kind != expected && !(kind == "integer" && expected == "number"))
        {
            problems.Add($"{path}: expected {expected}, found {kind}");
        }
        else if (kind == "object")
        {
            CheckObject(schema, value.AsObject(), path, problems);
        }
        else if (kind == "array")
        {
            value
                .AsArray()
                .Select((item, index) => (item, index))
                .ToList()
                .ForEach(entry => Check(schema["items"] ?? new JsonObject(), entry.item, $"{path}[{entry.index}]", problems));
        }
        else
        {
            CheckScalar(schema, value, path, problems);
        }
    }

    private static void CheckObject(JsonNode schema, JsonObject value, string path, List<string> problems)
    {
        foreach (
            var name in (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()).Where(name => value[name] is null)
        )
        {
            problems.Add($"{path}.{name}: is missing");
        }

        foreach (var (name, field) in value)
        {
            if ((schema["properties"]?[name] ?? (schema["additionalProperties"] as JsonObject)) is { } known)
                Check(known, field, $"{path}.{name}", problems);
            else if (schema["properties"] is not null && schema["x-kubernetes-preserve-unknown-fields"]?.GetValue<bool>() != true)
                problems.Add($"{path}.{name}: is not known");
        }
    }

    private static void CheckScalar(JsonNode schema, JsonNode value, string path, List<string> problems)
    {
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            problems.Add($"{path}: expected one of {words.ToJsonString()}, found {value.ToJsonString()}");
        if (value.GetValueKind() == System.Text.Json.JsonValueKind.String)
        {
            var text = value.GetValue<string>();
            if (
                schema["pattern"]?.GetValue<string>() is { } pattern
                && !Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(10))
            )
            {
                problems.Add($"{path}: '{text}' does not match {pattern}");
            }

            if (schema["minLength"]?.GetValue<int>() > text.Length || schema["maxLength"]?.GetValue<int>() < text.Length)
                problems.Add($"{path}: '{text}' is too short or too long");
        }
        else if (value.GetValueKind() == System.Text.Json.JsonValueKind.Number)
        {
            var number = value.GetValue<double>();
            if (schema["minimum"]?.GetValue<double>() > number || schema["maximum"]?.GetValue<double>() < number)
                problems.Add($"{path}: {number} is out of range");
        }
    }
}

using System.Text.Json;
using Sweep.Tests.Kubernetes.Reading;

namespace Sweep.Tests.Kubernetes;

/// <summary>Every object has the fields of its kind, and no other.</summary>
public class SchemaTests
{
    private static readonly string[] _clusterWide = ["Namespace", "PriorityClass"];

    [Fact]
    public Task Objects_OfKubernetes_HaveOnlyFieldsThatThereAre() =>
        Installations.EachAsync(manifests =>
            Assert.All(
                manifests.All.Where(StrictReading.Knows),
                manifest =>
                {
                    var problem = Record.Exception(() => StrictReading.Read(manifest));
                    Assert.True(problem is null, $"{manifest}: {problem?.Message}");
                }
            )
        );

    [Fact]
    public void Read_FieldThatDoesNotExist_IsRefused()
    {
        var manifest = Assert.Single(
            Manifests.Parse("apiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { ports: [{ port: 1, targetport: 2 }] }").All
        );
        Assert.Contains("targetport", Assert.Throws<JsonException>(() => StrictReading.Read(manifest)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Objects_OfOperators_MatchTheirPublishedSchemas() =>
        Installations.EachAsync(manifests =>
            Assert.Empty(manifests.All.Where(manifest => !StrictReading.Knows(manifest)).SelectMany(CustomResource.Problems))
        );

    [Theory]
    [InlineData("spec: { scaleTargetRef: { name: x }, triggers: [{ type: cron, metadata: {} }] }", null)]
    [InlineData("spec: { scaleTargetRef: { name: x } }", "spec.triggers: is missing")]
    [InlineData("spec: { scaleTargetRef: { name: x }, triggers: [], minReplicas: 0 }", "spec.minReplicas: is not known")]
    [InlineData("spec: { scaleTargetRef: { name: 3 }, triggers: [] }", "spec.scaleTargetRef.name: expected string, found integer")]
    [InlineData(
        "spec: { scaleTargetRef: { name: x }, triggers: [], fallback: { failureThreshold: 1, replicas: 1, behavior: stay } }",
        "spec.fallback.behavior: expected one of"
    )]
    public void Problems_OfAScaledObject_AreWhatTheSchemaSays(string spec, string? said)
    {
        var problems = CustomResource.Problems(
            Assert.Single(Manifests.Parse($"apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {{ name: x }}\n{spec}").All)
        );
        if (said is null)
            Assert.Empty(problems);
        else
            Assert.Contains(said, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public Task Objects_Each_IsThereOnceAndInItsNamespace() =>
        Installations.EachAsync(manifests =>
        {
            Assert.Equal(
                manifests.All.Count,
                manifests.All.DistinctBy(manifest => (manifest.ApiVersion, manifest.Kind, manifest.Name)).Count()
            );
            Assert.All(manifests.All, manifest => Assert.Equal(_clusterWide.Contains(manifest.Kind) ? null : "sweep", manifest.Namespace));
            Assert.All(manifests.All, manifest => Assert.Equal("sweep", manifest.Labels["app.kubernetes.io/part-of"]));
            Assert.All(
                manifests.Workloads,
                workload =>
                    Assert.Equal(workload.Name.Replace("-standby", "", StringComparison.Ordinal), workload.Labels["app.kubernetes.io/name"])
            );
        });
}

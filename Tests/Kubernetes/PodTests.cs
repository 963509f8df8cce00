using System.Text.Json.Nodes;
using Sweep.Tests.Kubernetes.Reading;

namespace Sweep.Tests.Kubernetes;

/// <summary>What holds for every pod, our own and those that are brought along.</summary>
public class PodTests
{
    private static readonly string[] _volumes = ["configMap", "emptyDir", "persistentVolumeClaim", "projected", "secret"];

    /// <summary>The level "restricted" of Kubernetes, which the namespace asks for, and more.</summary>
    [Fact]
    public Task Pods_Each_IsRestricted() =>
        EachAsync(workload =>
        {
            var pod = workload.Pod;
            var security = pod["securityContext"]!;
            Assert.True(security["runAsNonRoot"]!.GetValue<bool>());
            Assert.True(
                security["runAsUser"]!.GetValue<long>() > 0
                    && security["runAsGroup"]!.GetValue<long>() > 0
                    && security["fsGroup"]!.GetValue<long>() > 0
            );
            Assert.Equal("RuntimeDefault", security["seccompProfile"]!["type"]!.GetValue<string>());
            foreach (var shared in (string[])["hostNetwork", "hostPID", "hostIPC", "hostUsers"])
                Assert.Null(pod[shared]);
            Assert.All(
                workload.Volumes,
                volume => Assert.Contains(Assert.Single(volume.AsObject(), field => field.Key != "name").Key, _volumes)
            );
            Assert.All(
                workload.Containers,
                container =>
                {
                    var own = container["securityContext"]!;
                    Assert.False(own["allowPrivilegeEscalation"]!.GetValue<bool>());
                    Assert.True(own["readOnlyRootFilesystem"]!.GetValue<bool>());
                    Assert.Equal("""{"drop":["ALL"]}""", own["capabilities"]!.ToJsonString());
                    Assert.Null(own["privileged"]);
                    Assert.All(container["ports"]?.AsArray() ?? [], port => Assert.Null(port!["hostPort"]));
                }
            );
        });

    [Fact]
    public Task Namespace_AsksForRestrictedPods() =>
        Installations.EachAsync(manifests =>
            Assert.All(
                (string[])["enforce", "audit", "warn"],
                level => Assert.Equal("restricted", manifests.Find("Namespace", "sweep").Labels[$"pod-security.kubernetes.io/{level}"])
            )
        );

    [Fact]
    public Task Pods_Each_TalksToNoApiServer() =>
        Installations.EachAsync(manifests =>
            Assert.All(
                manifests.Workloads,
                workload =>
                {
                    Assert.False(workload.Pod["automountServiceAccountToken"]!.GetValue<bool>());
                    Assert.False(workload.Pod["enableServiceLinks"]!.GetValue<bool>());
                    var account = manifests.Find("ServiceAccount", workload.Pod["serviceAccountName"]!.GetValue<string>());
                    Assert.False(account.Json["automountServiceAccountToken"]!.GetValue<bool>());
                    Assert.DoesNotContain(manifests.All, manifest => manifest.Kind.Contains("Role", StringComparison.Ordinal));
                }
            )
        );

    [Fact]
    public Task Containers_Each_SaysWhatItNeedsAndTheMostItTakes() =>
        EachAsync(workload =>
            Assert.All(
                workload.Containers,
                container =>
                {
                    foreach (var resource in (string[])["cpu", "memory", "ephemeral-storage"])
                    {
                        var (request, limit) = (
                            Quantity(container["resources"]!["requests"]![resource]),
                            Quantity(container["resources"]!["limits"]![resource])
                        );
                        Assert.True(request > 0 && request <= limit, $"{workload}: {resource}");
                    }
                }
            )
        );

    [Fact]
    public Task Containers_Each_IsOfAnExactImage() =>
        EachAsync(
            workload =>
                Assert.All(
                    workload.Containers,
                    container =>
                    {
                        var image = container["image"]!.GetValue<string>();
                        Assert.Matches(@"(:\d+\.\d+\.\d+[a-z0-9.-]*|@sha256:[0-9a-f]{64})$", image);
                    }
                ),
            overlays: true
        );

    [Fact]
    public Task Containers_ThatGoOn_AreProbed() =>
        EachAsync(workload =>
        {
            if (workload.Ends)
                return;
            Assert.All(
                (string[])["startupProbe", "livenessProbe", "readinessProbe"],
                probe =>
                {
                    var check = workload.Container[probe]!;
                    Assert.Contains((check["httpGet"] ?? check["tcpSocket"])!["port"]!.GetValue<string>(), workload.Ports.Keys);
                }
            );
            if (workload.Container["startupProbe"]!["httpGet"] is null)
                return;
            Assert.Equal(
                ("/livez", "/livez", "/readyz"),
                (PathOf(workload, "startupProbe"), PathOf(workload, "livenessProbe"), PathOf(workload, "readinessProbe"))
            );
            // Who waits a minute for a first answer is not restarted in the second one.
            Assert.True(
                workload.Container["startupProbe"]!["periodSeconds"]!.GetValue<int>()
                    * workload.Container["startupProbe"]!["failureThreshold"]!.GetValue<int>()
                    >= 120
            );
            Assert.True(
                workload.Container["livenessProbe"]!["periodSeconds"]!.GetValue<int>()
                    * workload.Container["livenessProbe"]!["failureThreshold"]!.GetValue<int>()
                    >= 60
            );
        });

    /// <summary>A process's environment is listed to others of its user, and in dumps.</summary>
    [Fact]
    public Task Secrets_Each_IsAFileAndNoVariable() =>
        EachAsync(workload =>
        {
            Assert.All(
                workload.Containers,
                container =>
                {
                    Assert.All(container["envFrom"]?.AsArray() ?? [], from => Assert.Null(from!["secretRef"]));
                    Assert.All(container["env"]?.AsArray() ?? [], variable => Assert.Null(variable!["valueFrom"]));
                }
            );
            Assert.All(
                workload.Volumes.Select(volume => volume["secret"] ?? volume["projected"]).OfType<JsonNode>(),
                secret => Assert.Equal(Convert.ToInt32("440", 8), secret["defaultMode"]!.GetValue<int>())
            );
        });

    [Fact]
    public Task Volumes_Each_IsMounted() =>
        EachAsync(workload =>
        {
            var mounted = workload.Mounts.Select(mount => mount["name"]!.GetValue<string>()).ToList();
            Assert.Equal(
                workload
                    .Volumes.Select(volume => volume["name"]!.GetValue<string>())
                    .Concat(workload.ClaimTemplates)
                    .Order(StringComparer.Ordinal),
                mounted.Distinct().Order(StringComparer.Ordinal)
            );
            Assert.All(
                workload.Volumes.Select(volume => volume["emptyDir"]).OfType<JsonNode>(),
                folder => Assert.NotNull(folder["sizeLimit"])
            );
            // .NET, libtorch and both servers write there.
            Assert.True(workload.Locate("/tmp")?.IsWritable);
        });

    private static string PathOf(Workload workload, string probe) => workload.Container[probe]!["httpGet"]!["path"]!.GetValue<string>();

    private static Task EachAsync(Action<Workload> look, bool overlays = false) =>
        Installations.EachAsync(manifests =>
            Assert.All(
                manifests.Workloads.Where(workload => !overlays || workload.Container["image"]!.GetValue<string>().Contains(':')),
                look
            )
        );

    private static double Quantity(JsonNode? value)
    {
        Assert.NotNull(value);
        return (double)new k8s.Models.ResourceQuantity(value.ToString()).ToDecimal();
    }
}

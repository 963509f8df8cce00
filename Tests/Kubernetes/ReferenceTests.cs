using System.Text.Json.Nodes;
using Sweep.Tests.Cluster.Running;
using Sweep.Tests.Kubernetes.Reading;

namespace Sweep.Tests.Kubernetes;

/// <summary>Whatever an object names is there.</summary>
public class ReferenceTests
{
    [Fact]
    public Task Volumes_Each_IsOfSomethingThatIsThere() =>
        Installations.EachAsync(manifests =>
            Assert.All(
                manifests.Workloads,
                workload =>
                {
                    foreach (
                        var volume in workload.Volumes.SelectMany(volume =>
                            (volume["projected"]?["sources"]?.AsArray().Select(source => source!) ?? [volume])
                        )
                    )
                    {
                        if (volume["persistentVolumeClaim"] is { } claim)
                            Assert.True(manifests.Has("PersistentVolumeClaim", Text(claim["claimName"])), $"{workload}: {claim}");
                        if (volume["configMap"] is { } map)
                        {
                            Assert.All(
                                map["items"]?.AsArray() ?? [],
                                item => Assert.NotNull(manifests.Find("ConfigMap", Text(map["name"])).Json["data"]![Text(item!["key"])])
                            );
                        }

                        if (volume["secret"] is { } secret)
                        {
                            var name = Text(secret["secretName"] ?? secret["name"]);
                            Assert.True(manifests.Has("Secret", name) || SecretKeys.ToBeBrought.ContainsKey(name), $"{workload}: {name}");
                            Assert.All(
                                secret["items"]?.AsArray() ?? [],
                                item => Assert.True(SecretKeys.Has(manifests, name, Text(item!["key"])), $"{workload}: {item} of {name}")
                            );
                        }
                    }

                    if (workload.Pod["priorityClassName"] is { } priority)
                        Assert.True(manifests.Has("PriorityClass", Text(priority)), $"{workload}: {priority}");
                    if (workload.Manifest.Spec["serviceName"] is { } service)
                        Assert.True(manifests.Has("Service", Text(service)), $"{workload}: {service}");
                    if (!workload.Ends)
                        Assert.Equal([workload], manifests.Selected(workload.Manifest.Spec["selector"]));
                }
            )
        );

    [Fact]
    public Task Ports_Each_IsOneOfThePodsThatAreMeant() =>
        Installations.EachAsync(manifests =>
        {
            foreach (var service in manifests.OfKind("Service"))
            {
                Assert.All(
                    service.Spec["ports"]!.AsArray(),
                    port =>
                        AreThere(
                            service,
                            manifests.Selected(service.Spec["selector"]),
                            Text(port!["targetPort"]),
                            port["port"]!.GetValue<int>()
                        )
                );
            }

            foreach (var policy in manifests.OfKind("NetworkPolicy"))
            {
                foreach (var port in (policy.Spec["ingress"]?.AsArray() ?? []).SelectMany(rule => rule!["ports"]!.AsArray()))
                    AreThere(policy, manifests.Selected(policy.Spec["podSelector"]), Text(port!["port"]), null);
            }

            foreach (var ingress in manifests.OfKind("Ingress"))
            {
                var hosts = ingress.Spec["rules"]!.AsArray().Select(rule => Text(rule!["host"])).ToList();
                Assert.Equal(hosts, ingress.Spec["tls"]!.AsArray().SelectMany(tls => tls!["hosts"]!.AsArray()).Select(Text));
                Assert.Equal(hosts, manifests.Workload("sweep-coordinator").Variables(manifests)["SWEEP_COORDINATOR__HOSTS"].Split(','));
                foreach (
                    var backend in ingress.Spec["rules"]!
                        .AsArray()
                        .SelectMany(rule => rule!["http"]!["paths"]!.AsArray())
                        .Select(path => path!["backend"]!["service"]!)
                )
                {
                    Assert.Contains(
                        Text(backend["port"]!["name"]),
                        manifests.Find("Service", Text(backend["name"])).Spec["ports"]!.AsArray().Select(port => Text(port!["name"]))
                    );
                }
            }
        });

    /// <summary>Each rule of the network lets the other side in, too.</summary>
    [Fact]
    public Task NetworkPolicies_WhereThereAreSome_LetTheProgramsWork() =>
        Installations.EachAsync(manifests =>
        {
            var policies = manifests.OfKind("NetworkPolicy").ToList();
            if (!policies.Any(policy => policy.Name == "sweep-nothing"))
                return;
            foreach (var workload in manifests.Workloads)
            {
                var own = policies
                    .Where(policy =>
                        policy.Spec["podSelector"]!.AsObject().Count == 0 || Selector.Matches(policy.Spec["podSelector"], workload.Labels)
                    )
                    .ToList();
                var outward = own.SelectMany(policy => policy.Spec["egress"]?.AsArray() ?? [])
                    .SelectMany(rule => rule!["ports"]!.AsArray())
                    .Select(port => port!["port"]!.ToString())
                    .ToList();
                Assert.Contains("53", outward);
                var name = workload.Labels["app.kubernetes.io/name"];
                if (name is "sweep-coordinator" or "sweep-worker" or "sweep-doctor")
                    Assert.Contains("5672", outward);
                Assert.Equal(name == "sweep-coordinator", outward.Contains("27017"));
                Assert.Equal(name is "sweep-worker" or "sweep-data" or "sweep-doctor", outward.Contains("443"));
            }
        });

    [Fact]
    public Task Gathering_OfMetrics_FindsThePodsUnderTheNamesThatRulesKnow() =>
        Installations.EachAsync(manifests =>
        {
            if (!manifests.Has("ServiceMonitor", "sweep-coordinator"))
                return;
            var service = Assert.Single(
                manifests.OfKind("Service"),
                service => Selector.Matches(manifests.Find("ServiceMonitor", "sweep-coordinator").Spec["selector"], service.Labels)
            );
            Assert.All(
                manifests.Find("ServiceMonitor", "sweep-coordinator").Spec["endpoints"]!.AsArray(),
                endpoint => Assert.Contains(Text(endpoint!["port"]), service.Spec["ports"]!.AsArray().Select(port => Text(port!["name"])))
            );
            Assert.Equal("sweep-coordinator", service.Labels[Text(manifests.Find("ServiceMonitor", "sweep-coordinator").Spec["jobLabel"])]);
            var monitor = manifests.Find("PodMonitor", "sweep-worker").Spec;
            var worker = Assert.Single(manifests.Selected(monitor["selector"]));
            Assert.All(monitor["podMetricsEndpoints"]!.AsArray(), endpoint => Assert.Contains(Text(endpoint!["port"]), worker.Ports.Keys));
            Assert.Equal("sweep-worker", worker.Labels[Text(monitor["jobLabel"])]);
        });

    [Fact]
    public Task Budgets_Each_IsAboutPodsAndLetsNodesBeDrained() =>
        Installations.EachAsync(manifests =>
            Assert.All(
                manifests.OfKind("PodDisruptionBudget"),
                budget =>
                {
                    Assert.Single(manifests.Selected(budget.Spec["selector"]));
                    Assert.Null(budget.Spec["minAvailable"]);
                    Assert.NotEqual("0", budget.Spec["maxUnavailable"]!.ToString());
                    Assert.Equal("AlwaysAllow", Text(budget.Spec["unhealthyPodEvictionPolicy"]));
                }
            )
        );

    [Fact]
    public async Task Rules_OfTheOperator_AreTheTestedOnes()
    {
        var manifests = await Kustomize.BuildAsync("overlays/cluster");
        var tested = Yaml.Read(
            await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "k8s", "prometheus", "rules.yaml"),
                TestContext.Current.CancellationToken
            )
        );
        Assert.True(
            JsonNode.DeepEquals(tested, manifests.Find("PrometheusRule", "sweep").Spec),
            "k8s/components/monitoring/rules.yaml is not up to date: make manifests"
        );
    }

    [Fact]
    public async Task Dashboards_OfTheSidecar_AreAllThereAre()
    {
        var manifests = await Kustomize.BuildAsync("overlays/cluster");
        var given = manifests
            .OfKind("ConfigMap")
            .Where(map => map.Labels.ContainsKey("grafana_dashboard"))
            .SelectMany(map => Manifest.Strings(map.Json["data"]))
            .OrderBy(file => file.Key, StringComparer.Ordinal);
        var files = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "k8s", "grafana", "dashboards"))
            .Order(StringComparer.Ordinal)
            .Select(file => KeyValuePair.Create(Path.GetFileName(file), File.ReadAllText(file)));
        Assert.Equal(files, given);
    }

    private static void AreThere(Manifest from, IReadOnlyList<Workload> workloads, string port, int? number)
    {
        Assert.NotEmpty(workloads);
        Assert.All(
            workloads,
            workload =>
            {
                Assert.True(workload.Ports.TryGetValue(port, out var found), $"{from}: {workload} has no port {port}");
                Assert.True(number is null || number == found, $"{from}: {number} is not {port} of {workload}");
            }
        );
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}

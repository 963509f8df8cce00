using System.Globalization;
using Microsoft.Extensions.Configuration;
using Sweep.Coordinator.Configuration;
using Sweep.Hosting.Configuration;
using Sweep.Tests.Cluster.Running;
using Sweep.Tests.Kubernetes.Reading;
using Sweep.Worker.Configuration;

namespace Sweep.Tests.Kubernetes;

/// <summary>What the manifests tell the programs is what these can be told, and is there.</summary>
public class SettingsTests
{
    /// <summary>Which Amazon's own client of S3 reads.</summary>
    private const string AmazonsCredentials = "AWS_SHARED_CREDENTIALS_FILE";

    [Fact]
    public Task Variables_Each_IsASettingAndItsValueIsTaken() =>
        Installations.EachAsync(manifests =>
        {
            foreach (var coordinator in Named(manifests, "sweep-coordinator"))
            {
                Assert.Equal(
                    coordinator.Variables(manifests).Count,
                    Known(CoordinatorCatalogue.Instance, coordinator.Variables(manifests))
                );
            }

            foreach (var worker in Named(manifests, "sweep-worker"))
            {
                Assert.Equal(
                    worker.Variables(manifests).Count(variable => variable.Key != AmazonsCredentials),
                    Known(WorkerCatalogue.Instance, worker.Variables(manifests))
                );
            }
        });

    [Fact]
    public Task Addresses_Each_IsAPortOfTheContainer() =>
        Installations.EachAsync(manifests =>
        {
            foreach (var coordinator in Named(manifests, "sweep-coordinator"))
            {
                var settings = Read(CoordinatorCatalogue.Instance, coordinator.Variables(manifests));
                Assert.Equal(
                    (coordinator.Ports["grpc"], coordinator.Ports["page"], coordinator.Ports["metrics"]),
                    (settings.Api.Listen!.Port, settings.Api.Page!.Port, settings.Telemetry.Metrics!.Port)
                );
                // The kubelet and Prometheus come from outside the pod.
                Assert.Equal("0.0.0.0", settings.Telemetry.Metrics.Address.ToString());
                // Whoever reaches the rest from there is asked for a token, over TLS.
                Assert.False(settings.Api.ListenUnprotected);
                Assert.Equal(settings.Api.IsOpen, settings.Api.Tls is not null && settings.Tokens is not null);
                var service = manifests.Find("Service", "sweep-coordinator").Spec["ports"]!
                    .AsArray()
                    .Select(port => port!["name"]!.GetValue<string>());
                Assert.Equal(settings.Api.IsOpen ? ["grpc", "metrics", "page"] : ["metrics"], service.Order(StringComparer.Ordinal));
            }

            foreach (var worker in Named(manifests, "sweep-worker"))
            {
                Assert.Equal(
                    $"0.0.0.0:{worker.Ports["metrics"]}",
                    Read(WorkerCatalogue.Instance, worker.Variables(manifests)).Telemetry.Metrics!.ToString()
                );
            }
        });

    /// <summary>Folders that are written lie in volumes that can be, and files in secrets that have them.</summary>
    [Fact]
    public Task Paths_Each_IsInAVolumeThatHasIt() =>
        Installations.EachAsync(manifests =>
        {
            foreach (var workload in manifests.Workloads.Where(workload => workload.Container["envFrom"] is not null))
            {
                foreach (var (name, path) in workload.Variables(manifests).Where(variable => variable.Value.StartsWith('/')))
                {
                    var place = workload.Locate(path);
                    Assert.True(place is not null, $"{workload}: {name} is {path}, in no volume");
                    if (name is "SWEEP_COORDINATOR__HOME" or "SWEEP_WORKER__HOME" or "SWEEP_WORKER__CHECKPOINTS")
                    {
                        Assert.True(place.Value.IsWritable, $"{workload}: {path} cannot be written");
                    }
                    else if (name is "SWEEP_WORKER__DATA")
                    {
                        Assert.False(place.Value.IsWritable, $"{workload}: {path} is for all workers, and none may change it");
                    }
                    else
                    {
                        Assert.True(
                            SecretKeys.Has(manifests, place.Value.Volume!["secret"]!["secretName"]!.GetValue<string>(), place.Value.Below),
                            $"{workload}: {name} is {path}, and the secret has no {place.Value.Below}"
                        );
                    }
                }
            }
        });

    [Fact]
    public Task Grace_OfWorkers_IsALittleLessThanTheirPodsHave() =>
        Installations.EachAsync(manifests =>
        {
            var worker = manifests.Workload("sweep-worker");
            var granted = TimeSpan.FromSeconds(worker.Pod["terminationGracePeriodSeconds"]!.GetValue<int>());
            var grace = Read(WorkerCatalogue.Instance, worker.Variables(manifests)).Grace;
            Assert.InRange(granted - grace, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
            // The coordinator stores what is under way within 20 s.
            Assert.All(
                Named(manifests, "sweep-coordinator"),
                coordinator => Assert.True(coordinator.Pod["terminationGracePeriodSeconds"]!.GetValue<int>() > 20)
            );
        });

    [Fact]
    public Task Device_OfWorkersWithAGpu_IsCuda() =>
        Installations.EachAsync(manifests =>
        {
            var worker = manifests.Workload("sweep-worker");
            var limits = worker.Container["resources"]!["limits"]!.AsObject();
            var gpus = limits.Where(limit => limit.Key.StartsWith("nvidia.com/", StringComparison.Ordinal)).ToList();
            Assert.Equal(gpus.Count == 0 ? "cpu" : "cuda", Read(WorkerCatalogue.Instance, worker.Variables(manifests)).Device);
            Assert.Equal(gpus.Count == 1, worker.Container["image"]!.GetValue<string>().Contains("worker-cuda", StringComparison.Ordinal));
            Assert.All(gpus, gpu => Assert.Equal(gpu.Value!.ToString(), worker.Container["resources"]!["requests"]![gpu.Key]?.ToString()));
        });

    /// <summary>What it finds is true of workers only when it has what they have.</summary>
    [Fact]
    public Task Doctor_WhereItRuns_HasWhatWorkersHave() =>
        Installations.EachAsync(manifests =>
        {
            if (!manifests.Has("Job", "sweep-doctor"))
                return;
            var (doctor, worker) = (manifests.Workload("sweep-doctor"), manifests.Workload("sweep-worker"));
            Assert.Equal(worker.Variables(manifests), doctor.Variables(manifests));
            foreach (var field in (string[])["image", "resources", "volumeMounts"])
                Assert.Equal(worker.Container[field]!.ToJsonString(), doctor.Container[field]!.ToJsonString());
            Assert.Equal(worker.Pod["volumes"]!.ToJsonString(), doctor.Pod["volumes"]!.ToJsonString());
            Assert.All(
                worker.Pod["tolerations"]?.AsArray() ?? [],
                toleration =>
                    Assert.Contains(
                        doctor.Pod["tolerations"]!.AsArray(),
                        one => System.Text.Json.Nodes.JsonNode.DeepEquals(one, toleration)
                    )
            );
        });

    /// <summary>Two coordinators need a store that both reach and tokens that both know.</summary>
    [Fact]
    public async Task Standby_OfTheClusterOverlay_SharesStoreAndTokens()
    {
        var manifests = await Kustomize.BuildAsync("overlays/cluster");
        var (first, second) = (manifests.Workload("sweep-coordinator"), manifests.Workload("sweep-coordinator-standby"));
        Assert.Equal(first.Variables(manifests), second.Variables(manifests));
        var settings = Read(CoordinatorCatalogue.Instance, first.Variables(manifests));
        Assert.True(settings.Standby);
        Assert.NotNull(settings.Store.AddressFile);
        Assert.NotNull(settings.Tokens);
        // Neither controller takes the other's pods for its own.
        Assert.Equal([first], manifests.Selected(first.Manifest.Spec["selector"]));
        Assert.Equal([second], manifests.Selected(second.Manifest.Spec["selector"]));
        Assert.Equal(2, manifests.Selected(manifests.Find("Service", "sweep-coordinator").Spec["selector"]).Count);
    }

    [Fact]
    public async Task ScaledObject_OfStages_CountsTheSlotsOfAWorker()
    {
        var manifests = await Kustomize.BuildAsync("overlays/cluster");
        var trigger = Assert.Single(manifests.Find("ScaledObject", "sweep-worker").Spec["triggers"]!.AsArray())!["metadata"]!;
        var slots = Read(WorkerCatalogue.Instance, manifests.Workload("sweep-worker").Variables(manifests)).Slots;
        Assert.Equal(slots.ToString(CultureInfo.InvariantCulture), trigger["threshold"]!.GetValue<string>());
        Assert.Null(manifests.Workload("sweep-worker").Manifest.Spec["replicas"]);
        var documented = File.ReadAllText(Path.Combine(Repository.Root, "docs", "monitoring.md"));
        Assert.All(
            (string[])["sweep_stages", "sweep_sweep_stages"],
            metric =>
            {
                Assert.Contains(metric + "{namespace=\"sweep\"", trigger["query"]!.GetValue<string>(), StringComparison.Ordinal);
                Assert.Contains($"| `{metric}` |", documented, StringComparison.Ordinal);
            }
        );
    }

    private static IEnumerable<Workload> Named(Manifests manifests, string name) =>
        manifests.Workloads.Where(workload =>
            workload.Labels["app.kubernetes.io/name"] == name && workload.Container["envFrom"] is not null
        );

    /// <summary>How many of the variables are settings; a value that is not taken is an error.</summary>
    private static int Known<T>(ProgramCatalogue<T> catalogue, IReadOnlyDictionary<string, string> variables)
        where T : class
    {
        Read(catalogue, variables);
        return catalogue.Settings.Count(setting => variables.ContainsKey(catalogue.Variable(setting)));
    }

    /// <summary>Secrets are files that are not here.</summary>
    private static T Read<T>(ProgramCatalogue<T> catalogue, IReadOnlyDictionary<string, string> variables)
        where T : class =>
        SettingsReader.Read(
            catalogue with
            {
                Check = _ => [],
            },
            [],
            new ConfigurationBuilder()
                .AddInMemoryCollection(variables.Select(one => KeyValuePair.Create(one.Key.Replace("__", ":"), (string?)one.Value)))
                .Build(),
            Path.GetTempPath()
        );
}

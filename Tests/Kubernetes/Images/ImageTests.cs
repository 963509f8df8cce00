using System.Text.RegularExpressions;
using Sweep.Tests.Cluster.Running;
using Sweep.Tests.Kubernetes.Reading;
using Sweep.Tests.Worker.Running;

namespace Sweep.Tests.Kubernetes.Images;

/// <summary>What the images hold, run as the pods of the trial overlay would run it, over a RabbitMQ with the configuration and the user of its manifests.</summary>
public sealed partial class ImageTests : IDisposable
{
    private static readonly Dictionary<string, string> _coordinatorAddresses = new()
    {
        ["SWEEP_COORDINATOR__LISTEN"] = "127.0.0.1:0",
        ["SWEEP_COORDINATOR__PAGE"] = "127.0.0.1:0",
        ["SWEEP_COORDINATOR__METRICS"] = "127.0.0.1:0",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("sweep-images-").FullName;

    [Fact]
    public async Task Images_AsThePodsOfATrial_FinishASweepOverAReplacedPodAndABackup()
    {
        Sandbox.SkipWhereNone();
        var trial = await Kustomize.BuildAsync("overlays/trial");
        var jobs = await Kustomize.BuildAsync("jobs");
        var pods = new Sandbox(trial, _folder);
        using var coordinators = await Image.MakeAsync("Coordinator");
        using var workers = await Image.MakeAsync("Cli", "libturbojpeg.so.0");
        Assert.Empty(Directory.EnumerateFiles(coordinators.App, "libtorch*"));
        Assert.InRange(coordinators.Size(), 1, 150L << 20);

        await using var broker = await RabbitBroker.StartAsync([
            .. BrokerConfiguration(trial),
            .. pods.Secret("sweep-broker", "user.conf").Split('\n'),
        ]);
        Dictionary<string, string> hosts = new() { ["SWEEP_BROKER__HOSTS"] = broker.Host };
        SyntheticCifar.WriteTo(pods.Volume("sweep-worker-home"));
        await using var coordinator = pods.Start(coordinators, trial.Workload("sweep-coordinator"), With(hosts, _coordinatorAddresses));
        // Each epoch waits for a step in the worker's /tmp.
        var gate = new Gate(
            Directory.CreateDirectory(Path.Combine(pods.Volume("sweep-worker-tmp"), "steps")).FullName,
            () => coordinator.Said
        );
        var workerVariables = With(
            hosts,
            new()
            {
                ["SWEEP_WORKER__METRICS"] = "127.0.0.1:0",
                ["SWEEP_WORKER__THREADS"] = "1",
                ["SWEEP_WORKER__ENGINE"] = "train@/tmp/steps",
            }
        );
        await using var worker = pods.Start(workers, trial.Workload("sweep-worker"), workerVariables);
        await coordinator.SaysAsync("listening on ");
        await worker.SaysAsync("Connected to the broker");
        IsConfined(coordinator, "/tmp", "/var/lib/sweep");
        IsConfined(worker, "/tmp", "/var/lib/sweep", "/var/lib/sweep-checkpoints");

        var spec = Path.Combine(_folder, "tiny.yaml");
        await File.WriteAllTextAsync(
            spec,
            """
            name: tiny
            grid: { dataset: cifar10, architecture: vgg16, mode: from-scratch, sparsity: [0, 0.5], seed: 1 }
            model: { width: 0.125 }
            training: { epochs: 3, batch: 50 }
            pruning: { epochs: 1 }
            """,
            TestContext.Current.CancellationToken
        );
        await SubmitAsync(coordinator, spec);
        gate.Release(2);
        await Until.TrueAsync("two epochs are over", async () => await EpochsAsync(worker) == 2, () => worker.Said);

        // As the kubelet ends a pod: the first process is told. It saves in the middle of its stage.
        Assert.True(Signals.Send("TERM", Sandbox.Inside(worker)));
        Assert.True(await worker.EndAsync() == 0, worker.Said);
        // The third epoch, and the one after pruning: no epoch is run again.
        gate.Release(2);
        await using var replacement = pods.Start(workers, trial.Workload("sweep-worker"), workerVariables);
        await SubmitAsync(coordinator, spec, "--wait");
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(pods.Volume("sweep-checkpoints")));
        var results = await ResultsAsync(coordinator);

        foreach (var process in new[] { replacement, coordinator })
        {
            Assert.True(Signals.Send("TERM", Sandbox.Inside(process)));
            Assert.True(await process.EndAsync() == 0, process.Said);
        }

        await CopyAsync(pods, workers, jobs.Workload("sweep-backup"));
        foreach (var file in Directory.EnumerateFiles(pods.Volume("home-sweep-coordinator-0"), "sweep.db*"))
            File.Delete(file);
        await CopyAsync(pods, workers, Restoring(jobs));
        await using var restored = pods.Start(coordinators, trial.Workload("sweep-coordinator"), With(hosts, _coordinatorAddresses));
        await restored.SaysAsync("listening on ");
        Assert.Equal(results, await ResultsAsync(restored));
    }

    /// <summary>Quick, since what trains is slow on a machine that tests share; the broker's name is the test's.</summary>
    [Fact]
    public async Task Images_AsTheJobThatExamines_FindNothingWrongWithATrial()
    {
        Sandbox.SkipWhereNone();
        var trial = await Kustomize.BuildAsync("overlays/trial", "doctor");
        var pods = new Sandbox(trial, _folder);
        using var workers = await Image.MakeAsync("Cli", "libturbojpeg.so.0");
        await using var broker = await RabbitBroker.StartAsync([
            .. BrokerConfiguration(trial),
            .. pods.Secret("sweep-broker", "user.conf").Split('\n'),
        ]);
        var json = trial.Workload("sweep-doctor").Manifest.Json.DeepClone().AsObject();
        json["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.AsArray().Add("--quick");

        await using var doctor = pods.Start(
            workers,
            new Workload(new Manifest(json)),
            new Dictionary<string, string> { ["SWEEP_BROKER__HOSTS"] = broker.Host }
        );

        Assert.True(await doctor.EndAsync() == 0, doctor.Said);
        Assert.All(
            (string[])["broker", "checkpoints", "libtorch"],
            check => Assert.Matches($@"(?m)^\s*(ok|warning)\s+{check}\s", doctor.Said)
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Without what the test's broker has of its own.</summary>
    private static IEnumerable<string> BrokerConfiguration(Manifests trial) =>
        Assert.Single(trial.OfKind("ConfigMap"), map => map.Name.StartsWith("sweep-rabbitmq-", StringComparison.Ordinal)).Json["data"]![
            "rabbitmq.conf"
        ]!
            .GetValue<string>()
            .Split('\n')
            .Where(line =>
                !line.StartsWith("log.", StringComparison.Ordinal)
                && !line.StartsWith("vm_memory", StringComparison.Ordinal)
                && !line.StartsWith("disk_free", StringComparison.Ordinal)
            );

    /// <summary>No capability, none to be had, no process of others, nothing to write but what is declared.</summary>
    private static void IsConfined(ClusterProcess process, params string[] writable)
    {
        var id = Sandbox.Inside(process);
        var status = File.ReadAllLines($"/proc/{id}/status")
            .Select(line => line.Split(':', 2))
            .ToDictionary(line => line[0], line => line[1].Trim());
        Assert.All(
            (string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"],
            set => Assert.Equal(0UL, Convert.ToUInt64(status[set], 16))
        );
        Assert.Equal("1", status["NoNewPrivs"]);
        Assert.Equal("1", status["NSpid"].Split('\t')[^1]);
        Assert.Equal("1654", File.ReadAllText($"/proc/{id}/uid_map").Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
        var mounts = File.ReadAllLines($"/proc/{id}/mountinfo")
            .Select(line => line.Split(' '))
            .Select(fields => (Place: fields[4], Options: fields[5].Split(',')))
            .Where(mount =>
                !mount.Place.StartsWith("/proc", StringComparison.Ordinal) && !mount.Place.StartsWith("/dev", StringComparison.Ordinal)
            );
        Assert.Equal(
            writable.Order(StringComparer.Ordinal),
            mounts.Where(mount => !mount.Options.Contains("ro")).Select(mount => mount.Place).Order(StringComparer.Ordinal)
        );
        Assert.False(File.Exists($"/proc/{id}/root/bin/sh"));
    }

    private static async Task CopyAsync(Sandbox pods, Image image, Workload job)
    {
        await using var copy = pods.Start(image, job, new Dictionary<string, string>());
        Assert.True(await copy.EndAsync() == 0, copy.Said);
    }

    /// <summary>The job with its arguments swapped, as the page says.</summary>
    private static Workload Restoring(Manifests jobs)
    {
        var json = jobs.Workload("sweep-backup").Manifest.Json.DeepClone().AsObject();
        var arguments = json["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.AsArray();
        (arguments[3], arguments[5]) = (arguments[5]!.DeepClone(), arguments[3]!.DeepClone());
        return new Workload(new Manifest(json));
    }

    /// <summary>Again, it follows what is there.</summary>
    private static async Task SubmitAsync(ClusterProcess coordinator, string spec, params string[] flags)
    {
        var (code, said) = await ClusterProcess.RunAsync("sweep", ["submit", spec, "--server", Server(coordinator), .. flags]);
        Assert.True(code == 0, $"{said}\n{coordinator.Said}");
    }

    /// <summary>That a worker has run, as its metrics say.</summary>
    private static async Task<int> EpochsAsync(ClusterProcess worker)
    {
        using var http = new HttpClient { BaseAddress = new Uri(MetricsAt().Match(worker.Said).Groups[1].Value) };
        var metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        return metrics
            .Split('\n')
            .Where(line => line.StartsWith("sweep_worker_epochs_total{", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split("} ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<string> ResultsAsync(ClusterProcess coordinator)
    {
        var (code, said) = await ClusterProcess.RunAsync("sweep", "results", "tiny", "--format", "csv", "--server", Server(coordinator));
        Assert.True(code == 0 && said.Contains("cifar10", StringComparison.Ordinal), said);
        return said;
    }

    private static Dictionary<string, string> With(Dictionary<string, string> first, Dictionary<string, string> second) =>
        first.Concat(second).ToDictionary();

    private static string Server(ClusterProcess coordinator) => ListeningOn().Match(coordinator.Said).Groups[1].Value;

    [GeneratedRegex(@"metrics (http://[\d.:]+)")]
    private static partial Regex MetricsAt();

    [GeneratedRegex(@"listening on (http://[^\s,]+)")]
    private static partial Regex ListeningOn();
}

using System.Text.RegularExpressions;
using Sweep.Contracts.Spec.Values;
using Sweep.Hosting.Configuration;
using Sweep.Hosting.Logs;
using Sweep.Hosting.Telemetry;
using Sweep.Hosting.Transport;
using Sweep.Worker.Checkpoints.S3;
using static Sweep.Hosting.Configuration.ProgramSettings;

namespace Sweep.Worker.Configuration;

/// <summary>Lists the settings of <c>sweep-worker</c>.</summary>
public static partial class WorkerCatalogue
{
    public static ProgramCatalogue<WorkerSettings> Instance { get; } =
        new()
        {
            Name = "sweep-worker",
            Section = "WORKER",
            Summary = """
                sweep-worker executes the stages of sweeps: it trains and prunes networks as a coordinator tells it to, over RabbitMQ.

                It continues by itself while coordinator or broker are away, and its results wait. SIGTERM, SIGINT or SIGHUP makes it save its stages, give
                them back and end with 0; a second signal ends it at once. Exit codes: 0 stopped, or drained by the coordinator; 2 a setting is wrong,
                or the broker refuses it; 3 it drained itself, because stages kept failing here or one did not stop; 4 its GPU failed, and a new
                process may use it again; 70 a fault of the program.
                """,
            Defaults = WorkerSettings.Default,
            SharedBlocks = [BrokerSettings.Block],
            Settings =
            [
                Make<WorkerSettings, string?>(
                    "name",
                    new Text("a name"),
                    "NAME",
                    "Name of this worker for people; by default its machine's",
                    s => s.Name,
                    (s, v) => s with { Name = v! }
                ),
                Make<WorkerSettings, int>(
                    "slots",
                    new WholeNumber(1, EngineChoice.MostSlots),
                    "N",
                    "Stages it executes at once",
                    s => s.Slots,
                    (s, v) => s with { Slots = v }
                ),
                Make<WorkerSettings, int?>(
                    "threads",
                    new OrWord<int>(new WholeNumber(1, EngineChoice.MostThreads), "auto"),
                    "N",
                    "Threads of each slot; auto shares the cores among them",
                    s => s.Threads,
                    (s, v) => s with { Threads = v }
                ),
                Make<WorkerSettings, string?>(
                    "device",
                    new Text("auto, cpu, cuda or cuda:N"),
                    "DEVICE",
                    "auto (the first GPU, or the CPU where there is none), cpu or cuda:N",
                    s => s.Device,
                    (s, v) => s with { Device = v! }
                ),
                Make<WorkerSettings, EngineChoice>(
                    "engine",
                    EngineChoice.Kind,
                    "ENGINE",
                    "train, or noop to try a cluster without training; noop:50 pretends 50 ms an epoch",
                    s => s.Engine,
                    (s, v) => s with { Engine = v }
                ),
                Make<WorkerSettings, string?>(
                    "home",
                    new Text("a folder"),
                    "DIR",
                    "Where checkpoints and data are unless told otherwise; by default SWEEP_HOME, else ~/.local/share/sweep",
                    s => s.Home,
                    (s, v) => s with { Home = v }
                ),
                Make<WorkerSettings, string?>(
                    "checkpoints",
                    new Text("a folder, or " + S3Place.Expected),
                    "DIR|URL",
                    "Folder or bucket of checkpoints, shared by all workers of a cluster; by default checkpoints in the home",
                    s => s.Checkpoints,
                    (s, v) => s with { Checkpoints = v }
                ),
                Make<WorkerSettings, Uri?>(
                    "s3-endpoint",
                    new HttpAddress(),
                    "URL",
                    "Endpoint of a bucket that is not Amazon's",
                    s => s.S3Endpoint,
                    (s, v) => s with { S3Endpoint = v }
                ),
                Make<WorkerSettings, string?>(
                    "s3-region",
                    new Text("a region, such as eu-central-1"),
                    "REGION",
                    "Region of the bucket; by default AWS_REGION or the profile's. Credentials come from where Amazon's tools look for them",
                    s => s.S3Region,
                    (s, v) => s with { S3Region = v }
                ),
                Make<WorkerSettings, long>(
                    "checkpoint-cache",
                    new ByteSize(),
                    "SIZE",
                    "How much of the bucket's checkpoints the home keeps, for all workers there",
                    s => s.CheckpointCache,
                    (s, v) => s with { CheckpointCache = v }
                ),
                Make<WorkerSettings, IReadOnlyList<string>>(
                    "data",
                    new TextList("folders"),
                    "DIR,…",
                    "Folders to look for data sets and weights in, before SWEEP_DATA and data in the home",
                    s => s.Data,
                    (s, v) => s with { Data = v }
                ),
                Make<WorkerSettings, bool>(
                    "pull",
                    new Flag(),
                    "",
                    "Download data sets and weights that are in none of these folders into the home, once, verified",
                    s => s.Pull,
                    (s, v) => s with { Pull = v }
                ),
                Make<WorkerSettings, bool>(
                    "deterministic",
                    new Flag(),
                    "",
                    "Compute the same bits each time on a GPU; false takes cuDNN's fastest algorithms, and last digits may differ",
                    s => s.Deterministic,
                    (s, v) => s with { Deterministic = v }
                ),
                Make<WorkerSettings, bool>(
                    "examine",
                    new Flag(),
                    "",
                    "Run sweep doctor on this machine at the start; sweep workers shows what it finds wrong",
                    s => s.Examine,
                    (s, v) => s with { Examine = v }
                ),
                Make<WorkerSettings, TimeSpan>(
                    "heartbeat",
                    new Duration(),
                    "TIME",
                    "Time between two heartbeats; a few have to fit into the coordinator's lease",
                    s => s.Heartbeat,
                    (s, v) => s with { Heartbeat = v }
                ),
                Make<WorkerSettings, TimeSpan>(
                    "grace",
                    new Duration(),
                    "TIME",
                    "Time to save, give back and report after a signal to stop; a little less than its supervisor grants",
                    s => s.Grace,
                    (s, v) => s with { Grace = v }
                ),
                Make<WorkerSettings, TimeSpan>(
                    "resume-interval",
                    new Duration(),
                    "TIME",
                    "Time between two saves of a running stage: at most this much work is lost when the worker dies",
                    s => s.ResumeInterval,
                    (s, v) => s with { ResumeInterval = v }
                ),
                Make<WorkerSettings, long>(
                    "reserve-memory",
                    new ByteSize(),
                    "SIZE",
                    "Memory that has to stay free beside what stages are expected to need",
                    s => s.ReserveMemory,
                    (s, v) => s with { ReserveMemory = v }
                ),
                .. Block<WorkerSettings, BrokerOptions>(
                    BrokerSettings.Block,
                    BrokerSettings.All,
                    s => s.Broker,
                    (s, v) => s with { Broker = v }
                ),
                .. TelemetrySettings.All<WorkerSettings>(TelemetryOptions.WorkerPort, s => s.Telemetry, (s, v) => s with { Telemetry = v }),
                .. Block<WorkerSettings, LogOptions>(LogSettings.Block, LogSettings.All, s => s.Log, (s, v) => s with { Log = v }),
            ],
            FileExample = """{ "slots": 2, "broker": { "hosts": ["mq1", "mq2"] } }""",
            Examples =
            [
                "sweep-worker                                     # one slot, for the broker on this machine",
                "sweep-worker --broker-hosts mq1,mq2 --broker-tls --broker-user sweep --broker-password-file /run/secrets/mq",
                "sweep-worker --slots 4 --threads 2 --device cpu --checkpoints /mnt/shared/checkpoints",
                "sweep-worker --checkpoints s3://sweeps/checkpoints --s3-endpoint https://minio:9000",
                "SWEEP_WORKER__SLOTS=2 sweep-worker --log-format json",
                "sweep-worker --metrics 127.0.0.1:0               # a second one on this machine, measured on a free port",
                "sweep-worker --engine noop:20 --slots 250        # the whole protocol, no training",
            ],
            Check = Check,
        };

    private static IEnumerable<string> Check(WorkerSettings settings)
    {
        // The name is part of a queue's name and of a routing key.
        if (!NamePattern().IsMatch(settings.Name))
            yield return $"name: expected 1 to 100 letters, digits, '.', '_' and '-', found '{settings.Name}'";
        if (settings.Engine.RefuseThreads(settings.Slots, settings.Threads) is { } refusal)
            yield return $"slots and threads: {refusal}";
        if (settings.Heartbeat > TimeSpan.FromMinutes(1))
            yield return "heartbeat: expected at most 1m, or the coordinator takes the worker for lost";
        if (settings.Checkpoints is { } place && place.Contains("://", StringComparison.Ordinal) && S3Place.TryParse(place) is null)
            yield return $"checkpoints: expected a folder, or {S3Place.Expected}, found '{place}'";
        if (
            (settings.S3Endpoint is not null || settings.S3Region is not null)
            && (settings.Checkpoints is null || S3Place.TryParse(settings.Checkpoints) is null)
        )
        {
            yield return $"s3-endpoint, s3-region: mean something only where checkpoints is {S3Place.Expected}";
        }

        foreach (var problem in BrokerSettings.Check(settings.Broker))
            yield return problem;
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}$")]
    private static partial Regex NamePattern();
}

using System.CommandLine;
using System.Reflection;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Connecting;
using Sweep.Cli.Doctor;
using Sweep.Cli.Doctor.Cluster;
using Sweep.Cli.Doctor.Training;
using Sweep.Cli.Output;
using Sweep.Worker.Checkpoints.S3;
using Sweep.Worker.Configuration;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep doctor</c>: what is wrong with this machine, or with a cluster, and what to do.</summary>
public static class Doctor
{
    private static readonly string _version = typeof(Doctor)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion;

    public static Command Create(TimeProvider time)
    {
        var connection = new ConnectionOptions("none is examined", isOptional: true);
        var (home, data) = (new HomeOption(), new DataOption());
        var machine = new Option<bool>("--machine")
        {
            Description = "Examine this machine beside what else is named; when nothing is, it is examined anyway",
        };
        var quick = new Option<bool>("--quick") { Description = "Leave out what trains and what reads data sets to their end" };
        var device = new Option<string>("--device")
        {
            Description = "Where to train: auto, cpu, cuda or cuda:N",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => "auto",
        };
        var threads = Options.Above0<int>(
            "--threads",
            "Threads to train with on the CPU [default: all processors]",
            EngineChoice.MostThreads
        );
        var broker = Place("--broker", "Examine the broker of the programs, or this one", "HOST[:PORT]");
        var store = Place("--store", "Examine the coordinator's store, or this one: path of an SQLite file, or mongodb://HOST…", "PLACE");
        var storeFile = new Option<string?>("--store-file")
        {
            Description = "The same, its MongoDB address in the first line of a file",
            HelpName = "FILE",
        };
        var checkpoints = Place(
            "--checkpoints",
            $"Examine the workers' place of checkpoints, or this one: a folder, or {S3Place.Expected}",
            "PLACE"
        );
        var endpoint = new Option<string?>("--s3-endpoint") { Description = "Of a bucket that is not Amazon's", HelpName = "URL" };
        var probe = new Option<string?>(Probe.Option) { Hidden = true };
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "doctor",
            "Examine this machine, or a cluster, and say what is wrong and what to do. Nothing is changed, but for temporary files, objects and queues that are removed again. Exit code 0 when nothing failed, else 1",
            "sweep doctor                                        # this machine; about half a minute",
            "sweep doctor --quick                                # without training, in seconds",
            "sweep doctor --server https://sweep.example.org:5080 --token-file me.token   # a coordinator, the token, the workers",
            "sweep doctor --broker --checkpoints --machine       # on a worker's machine: what its settings name, and the machine",
            "sweep doctor --checkpoints s3://sweeps/checkpoints --s3-endpoint https://minio:9000",
            "sweep doctor --format json | jq -r '.checks[] | select(.state == \"failed\") | .remedy'"
        )
        {
            machine,
            quick,
            home,
            data,
            device,
            threads,
            broker,
            store,
            storeFile,
            checkpoints,
            endpoint,
            probe,
            format,
        };
        connection.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(probe) is { } part)
                    return await Probe.AnswerAsync(part, output, time);
                var place = home.Resolve(parsed);
                var server = connection.FindGiven(parsed);
                var (atBroker, atCheckpoints) = (Flags(parsed, "--broker-hosts", broker), Flags(parsed, "--checkpoints", checkpoints));
                var atStore = parsed.GetValue(storeFile) is { } file ? ["--store-file", file] : Flags(parsed, "--store", store);
                var given = parsed.GetValue(home) is { } folder ? (string[])["--home", folder] : [];
                var request = new DoctorRequest
                {
                    Machine = parsed.GetValue(machine) || (server is null && atBroker is null && atStore is null && atCheckpoints is null),
                    IsQuick = parsed.GetValue(quick),
                    Home = place,
                    Data = data.Folders(parsed, place),
                    Device = parsed.GetValue(device)!,
                    Threads = parsed.GetValue(threads) ?? Environment.ProcessorCount,
                    Broker = atBroker,
                    Store = atStore is null ? null : [.. atStore, .. given],
                    Checkpoints = atCheckpoints is null
                        ? null
                        : [.. atCheckpoints, .. given, .. parsed.GetValue(endpoint) is { } url ? (string[])["--s3-endpoint", url] : []],
                    Server = server,
                };
                return await RunAsync(request, parsed.GetValue(format), output, time, cancellation);
            }
        );
        return verb;
    }

    private static async Task<int> RunAsync(
        DoctorRequest request,
        OutputFormat format,
        TextWriter output,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        using var coordinator = request.Server is { } server ? new ExaminedCoordinator(server, time) : null;
        var checks = new AllChecks(
            request,
            coordinator,
            _version,
            File.GetLastWriteTimeUtc(typeof(Doctor).Assembly.Location),
            time
        ).Create();
        var text = format == OutputFormat.Table ? new DoctorText(output) : null;
        var all = await new Examination(checks, time).RunAsync(examined => text?.Write(examined), cancellation);
        if (text is null)
            DoctorJson.Write(output, all, _version, request.IsQuick, time.GetUtcNow());
        else
            text.WriteEnd(all);
        return all.Any(one => one.Finding.State == FindingState.Failed) ? ExitCode.SomeTrialsFailed : ExitCode.Completed;
    }

    /// <summary>An option that may stand without a value.</summary>
    private static Option<string?> Place(string name, string description, string value) =>
        new(name)
        {
            Description = description,
            HelpName = value,
            Arity = ArgumentArity.ZeroOrOne,
        };

    /// <summary>Null when the option is not given; empty when it is without a value.</summary>
    private static string[]? Flags(ParseResult parsed, string flag, Option<string?> option) =>
        parsed.GetResult(option) is null ? null
        : parsed.GetValue(option) is { } value ? [flag, value]
        : [];
}

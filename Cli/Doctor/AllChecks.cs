using Sweep.Cli.Doctor.Cluster;
using Sweep.Cli.Doctor.Data;
using Sweep.Cli.Doctor.Machine;
using Sweep.Cli.Doctor.Places;
using Sweep.Cli.Doctor.Training;
using Sweep.Contracts.Architectures;
using Sweep.Coordinator.Configuration;
using Sweep.Coordinator.Store;
using Sweep.Hosting.Configuration;
using Sweep.Worker.Checkpoints.S3;
using Sweep.Worker.Configuration;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Weights;
using Sweep.Worker.Machine;
using Sweep.Worker.Telemetry.Gpus;

namespace Sweep.Cli.Doctor;

/// <summary>The checks of a request, in the order that they run and are listed in.</summary>
/// <param name="coordinator">Null when none is to be examined.</param>
/// <param name="version">Of this program.</param>
/// <param name="built">When it was made.</param>
internal sealed class AllChecks(
    DoctorRequest request,
    ExaminedCoordinator? coordinator,
    string version,
    DateTimeOffset built,
    TimeProvider time
)
{
    private const string Root = "/";

    private readonly ControlGroups _machine = new(Root);
    private readonly Func<string, string?> _variable = Environment.GetEnvironmentVariable;

    public IReadOnlyList<ICheck> Create() =>
        [.. request.Machine ? [.. OfMachine(), .. OfTraining(), .. OfData()] : Enumerable.Empty<ICheck>(), .. OfPlaces(), .. OfCluster()];

    private IEnumerable<ICheck> OfMachine() =>
        [
            new ProcessorCheck(_machine),
            new ThreadsCheck(_machine, Environment.ProcessorCount, _variable),
            new MemoryCheck(Root),
            new DiskCheck(
                "home",
                request.Home.Folder,
                "Give this user the right to write there, or name another folder with --home or SWEEP_HOME.",
                time
            ),
            new DiskCheck(
                "temporary files",
                Path.GetTempPath(),
                "Give this user the right to write there, or name another folder with TMPDIR.",
                time
            ),
            new ClockCheck(time, built),
            new LocaleCheck(_variable),
        ];

    private IEnumerable<ICheck> OfTraining()
    {
        var probe = Probe.OfThisProgram;
        yield return new LibtorchCheck(probe);
        yield return new DevicesCheck(probe, _variable, GpuSurvey.Take);
        if (request.IsQuick)
            yield break;
        foreach (var architecture in ArchitectureCatalogue.Names)
            yield return new RepeatCheck(probe, architecture, request.Device, request.Threads);
        foreach (var architecture in ArchitectureCatalogue.Names)
            yield return new SpeedCheck(probe, architecture, request.Device, request.Threads, ProcessorCheck.Model(_machine));
    }

    private IEnumerable<ICheck> OfData()
    {
        var sets = DatasetCatalogue.Entries.ToLookup(entry => DatasetCheck.HasSome(entry, request.Data));
        var weights = WeightsCatalogue
            .Entries.Select(entry => (Entry: entry, Path: WeightsCatalogue.TryLocate(entry, request.Data)))
            .ToList();
        yield return new DataFoldersCheck(
            request.Data,
            [.. sets[false].Select(entry => entry.Name), .. weights.Where(one => one.Path is null).Select(one => one.Entry.Name)]
        );
        foreach (var entry in sets[true])
            yield return new DatasetCheck(entry, request.Data, request.IsQuick);
        foreach (var (entry, path) in weights)
        {
            if (path is not null)
                yield return new WeightsCheck(entry, path, request.Data, request.IsQuick);
        }
    }

    private IEnumerable<ICheck> OfPlaces()
    {
        var own = request.Machine;
        if (request.Broker is { } broker)
            yield return From(WorkerCatalogue.Instance, broker, settings => new BrokerCheck(settings.Broker, time));
        if (request.Store is { } store)
            yield return From(CoordinatorCatalogue.Instance, store, settings => new StoreCheck(settings.Store, settings.Place, time));
        else if (own)
            yield return new StoreCheck(StoreOptions.Default, request.Home, time);
        if (request.Checkpoints is { } checkpoints)
        {
            yield return From(
                WorkerCatalogue.Instance,
                checkpoints,
                settings => new CheckpointsCheck(
                    settings.Checkpoints ?? SweepHome.Resolve(settings.Home).Checkpoints,
                    mayLack: settings.Checkpoints is null,
                    settings.S3Endpoint,
                    S3Options.Default with
                    {
                        Region = settings.S3Region,
                    },
                    time
                )
            );
        }
        else if (own)
        {
            yield return new CheckpointsCheck(request.Home.Checkpoints, mayLack: true, endpoint: null, S3Options.Default, time);
        }
    }

    private IEnumerable<ICheck> OfCluster() =>
        coordinator is null
            ? []
            :
            [
                new CoordinatorCheck(coordinator),
                new RoleCheck(coordinator),
                new ClockAgainstCheck(coordinator),
                new WorkersCheck(coordinator, version),
            ];

    /// <summary>A check of what a program is told to use: by its file, its variables, and the flags that stand for this verb's options.</summary>
    private static ICheck From<TSettings>(ProgramCatalogue<TSettings> program, IReadOnlyList<string> flags, Func<TSettings, ICheck> check)
        where TSettings : class
    {
        try
        {
            return check(SettingsReader.Read(program, flags, SweepProgram.Variables(), Environment.CurrentDirectory));
        }
        catch (SettingsException refusal)
        {
            return new SettingsCheck(program.Name, refusal);
        }
    }
}

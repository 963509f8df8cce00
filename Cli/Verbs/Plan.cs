using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Connecting;
using Sweep.Cli.Output;
using Sweep.Cli.Results;
using Sweep.Cli.Verbs.DataSets;
using Sweep.Client;
using Sweep.Client.Connecting;
using Sweep.Client.Errors;
using Sweep.Coordinator.Api.InProcess;
using Sweep.Coordinator.Planning;
using Sweep.Coordinator.Search;
using Sweep.Coordinator.Store;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep plan FILE</c>: what a sweep would do, and how long it would take.</summary>
public static class Plan
{
    public static Command Create(TimeProvider time)
    {
        var file = SpecFile.Argument();
        var set = SpecFile.SetOption();
        var format = OutputFormats.Option(OutputFormat.Json);
        var trials = new Option<bool>("--trials") { Description = "List every trial with its leaf stage" };
        var connection = new ConnectionOptions("none: planned here", isOptional: true);
        var home = new HomeOption();
        var data = new DataOption();
        var workers = Options.Above0<int>("--workers", "Workers that share the work [default: 1]", 1_000_000);
        var images = Options.Above0<double>("--images-per-second", "Assumed training speed of a worker, the same for every network");
        var gflops = Options.Above0<double>("--gflops", "Assumed sustained speed of a worker in GFLOP/s");
        var verb = new Verb(
            "plan",
            "Show trials, stages, what sharing saves, and an estimate of the time",
            "sweep plan examples/study.yaml",
            "sweep plan examples/study.yaml --workers 8 --gflops 20000   # on eight GPUs",
            "sweep plan examples/study.yaml --trials --format json",
            "sweep plan examples/study.yaml --set training.epochs=5   # what that would save",
            "sweep plan examples/study.yaml --data /datasets   # whether the data are there",
            "sweep plan study.yaml --home ~/sweeps   # also what is done in that home already, and what remains",
            "sweep plan study.yaml --server http://127.0.0.1:5080   # the same of a cluster"
        )
        {
            file,
            set,
            format,
            trials,
            workers,
            images,
            gflops,
            home,
            data,
        };
        connection.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(images) is not null && result.GetResult(gflops) is not null)
            {
                result.AddError("--images-per-second and --gflops: expected one of them.");
            }
        });
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var spec = await SpecFile.LoadAsync(parsed.GetValue(file)!, parsed.GetValue(set), cancellation);
                var cluster = connection.FindGiven(parsed);
                var place = home.Resolve(parsed);
                var done = cluster is not null
                    ? await PlanAsync(cluster, spec.Text, cancellation)
                    : await PlanAsync(place, parsed.GetResult(home) is { Implicit: false }, spec.Text, time, cancellation);
                var forecast = spec.Search is null ? null : SearchForecast.Of(spec);
                var tree = forecast?.Expected ?? Expansion.Expand(spec);
                var throughput =
                    parsed.GetValue(images) is { } speed ? Throughput.OfImagesPerSecond(speed)
                    : parsed.GetValue(gflops) is { } rate ? Throughput.OfGflops(rate)
                    : Throughput.Default;
                PlanSummary Summarise(StageTree plan) => PlanSummary.Of(plan, throughput, parsed.GetValue(workers) ?? 1);
                var summary = Summarise(tree);
                var (least, most) = forecast is null ? (null, null) : (Summarise(forecast.Least), Summarise(forecast.Most));
                var output = parsed.InvocationConfiguration.Output;
                var places = cluster is null ? DataPlace.Find(tree, data.Folders(parsed, place)) : DataPlace.Of(done!);
                if (parsed.GetValue(format) == OutputFormat.Json)
                {
                    WriteJson(output, tree, summary, least, most, done, places, parsed.GetValue(trials));
                }
                else
                {
                    WriteTable(output, tree, summary, least, most, done, places, parsed.GetValue(trials));
                }

                return ExitCode.Completed;
            }
        );
        return verb;
    }

    /// <summary>What a coordinator has done of it already.</summary>
    private static async Task<PlanResponse> PlanAsync(Connection at, string spec, CancellationToken cancellation)
    {
        using var server = new CoordinatorClient(at);
        return await server.CallAsync(
            async options => await server.Sweeps.PlanAsync(new PlanRequest { Spec = spec }, options),
            CoordinatorClient.Readiness,
            cancellation
        );
    }

    /// <summary>What a home has done of it already; null where nothing was run yet.</summary>
    /// <param name="isNamed">The user has named it; the usual one need not be readable.</param>
    private static async Task<PlanResponse?> PlanAsync(
        SweepHome home,
        bool isNamed,
        string spec,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (!StoreOptions.Default.IsThere(home))
            return null;
        try
        {
            await using var ledger = await StoredSweep.OpenAsync(StoreOptions.Default, home, time, cancellation);
            await using var services = HomeApi.Over(ledger, time);
            using var server = new CoordinatorClient(services);
            return await server.CallAsync(
                async options => await server.Sweeps.PlanAsync(new PlanRequest { Spec = spec }, options),
                cancellation
            );
        }
        catch (SweepStoreException error)
        {
            return isNamed ? throw new BadInputException(error.Message) : null;
        }
    }

    /// <param name="least">What a search comes to at least, as <paramref name="most"/> at most; null where nothing is searched.</param>
    private static void WriteTable(
        TextWriter output,
        StageTree tree,
        PlanSummary summary,
        PlanSummary? least,
        PlanSummary? most,
        PlanResponse? done,
        IReadOnlyList<DataPlace> places,
        bool withTrials
    )
    {
        var console = Terminal.On(output);
        if (withTrials)
        {
            console.Write(TrialTable(tree));
        }

        var estimate = summary.Estimate;
        var table = Terminal.Table(tree.Spec.Name, "").HideHeaders();
        table.Row(
            "trials",
            least is null
                ? Count(summary.Trials)
                : $"{Count(summary.Trials)} expected, if accuracies break at {SearchForecast.UsualBreak:P0}; all that follows is about these"
        );
        if (least is not null && most is not null)
            table.Row("search", $"at least {Bound(least)}, at most {Bound(most)}");
        table.Row(
            "stages",
            $"{Count(summary.Stages)}: {Count(summary.PretrainStages)} pretrain, {Count(summary.TrainStages)} train, {Count(summary.PruneStages)} prune"
        );
        var left = estimate.WorkerTime * (1 - (done?.DoneShare ?? 0));
        if (done is not null)
        {
            table.Row(
                "done",
                $"{Count(done.Stages.Sum(kind => kind.Completed))} of {Count(done.Stages.Sum(kind => kind.Stages))} stages there already: {string.Join(", ", done.Stages.Select(kind => $"{Count(kind.Completed)} {kind.Kind}"))}"
            );
        }

        if (done is { DoneShare: > 0 })
            table.Row("remains", $"{Time(left)} of one worker, {100 - Math.Floor(done.DoneShare * 100):0} % of the work");
        table.Row("epochs", $"{Count(summary.Epochs)}, without sharing {Count(summary.EpochsWithoutSharing)} ({summary.Saved:P0} saved)");
        table.Row("images", $"{Count((long)estimate.Images)} trained on");
        table.Row("work", $"{estimate.MultiplyAccumulates * 2 / 1e12:N0} TFLOP, {Time(estimate.WorkerTime)} of one worker");
        table.Row(
            "time",
            $"{Time(estimate.WallClock)} with {estimate.Workers} {(estimate.Workers == 1 ? "worker" : "workers")}; the longest path takes {Time(estimate.LongestPath)}"
        );
        if (tree.Spec.Settings.Limits.GpuHours is { } hours)
            table.Row("limit", Limit(hours, left.TotalHours, done is { DoneShare: > 0 } ? "what remains" : "the work"));
        table.Row("assumed", $"a worker has {estimate.Assumption}; --gflops or --images-per-second say otherwise");
        foreach (var (number, place) in places.Index())
            table.Row(number == 0 ? "data" : "", $"{place.Name}: {place.Place ?? place.Missing}");
        console.Write(table);
    }

    private static string Bound(PlanSummary bound) => $"{Count(bound.Trials)} trials ({Time(bound.Estimate.WorkerTime)} of one worker)";

    private static string Limit(double most, double hours, string what) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"limits.gpu-hours: {most:0.##} h of workers{(hours > most ? $"; it would pause at about {Math.Floor(most / hours * 100):0} % of {what}" : ", which suffices")}"
        );

    private static TextTable TrialTable(StageTree tree)
    {
        var further = tree.Trial(0).Axes.Keys;
        var table = new TextTable([">trial", "dataset", "architecture", "mode", ">sparsity", ">seed", .. further, "stage"]);
        foreach (var trial in Enumerable.Range(0, tree.TrialCount).Select(tree.Trial))
        {
            table.Row([
                Count(trial.Index),
                trial.Dataset,
                trial.Architecture,
                trial.Mode,
                trial.Sparsity.ToString(CultureInfo.InvariantCulture),
                trial.Seed.ToString(CultureInfo.InvariantCulture),
                .. trial.Axes.Values,
                tree.Id(trial.LeafStage).Abbreviation,
            ]);
        }

        return table;
    }

    private static void WriteJson(
        TextWriter output,
        StageTree tree,
        PlanSummary summary,
        PlanSummary? least,
        PlanSummary? most,
        PlanResponse? done,
        IReadOnlyList<DataPlace> places,
        bool withTrials
    ) =>
        JsonOutput.Write(
            output,
            new
            {
                tree.Spec.Name,
                SpecHash = tree.Spec.Hash,
                summary.Trials,
                Search = least is null || most is null ? null : new { AtLeast = Bounds(least), AtMost = Bounds(most) },
                Stages = new
                {
                    Pretrain = summary.PretrainStages,
                    Train = summary.TrainStages,
                    Prune = summary.PruneStages,
                    Total = summary.Stages,
                },
                Done = done?.Stages.ToDictionary(kind => kind.Kind, kind => kind.Completed),
                done?.DoneShare,
                Data = places,
                GpuHours = tree.Spec.Settings.Limits.GpuHours,
                Epochs = new
                {
                    Shared = summary.Epochs,
                    Unshared = summary.EpochsWithoutSharing,
                    Saved = summary.Saved,
                },
                Estimate = new
                {
                    summary.Estimate.Assumption,
                    summary.Estimate.Workers,
                    summary.Estimate.Images,
                    summary.Estimate.MultiplyAccumulates,
                    WorkerHours = summary.Estimate.WorkerTime.TotalHours,
                    WallClockHours = summary.Estimate.WallClock.TotalHours,
                    LongestPathHours = summary.Estimate.LongestPath.TotalHours,
                },
                TrialList = !withTrials
                    ? null
                    : Enumerable
                        .Range(0, tree.TrialCount)
                        .Select(tree.Trial)
                        .Select(trial => new
                        {
                            trial.Index,
                            trial.Dataset,
                            trial.Architecture,
                            trial.Mode,
                            trial.Sparsity,
                            trial.Seed,
                            trial.Axes,
                            StageId = tree.Id(trial.LeafStage),
                        }),
            }
        );

    private static object Bounds(PlanSummary bound) =>
        new
        {
            bound.Trials,
            bound.Stages,
            WorkerHours = bound.Estimate.WorkerTime.TotalHours,
        };

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) =>
        time switch
        {
            { TotalMinutes: < 1 } => $"{Math.Ceiling(time.TotalSeconds):N0} s",
            { TotalHours: < 1 } => $"{Math.Ceiling(time.TotalMinutes):N0} min",
            { TotalHours: < 100 } => $"{time.TotalHours:N1} h",
            _ => $"{time.TotalHours:N0} h",
        };
}

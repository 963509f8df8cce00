using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;
using Sweep.Cli.Running;
using Sweep.Cli.Watching;
using Sweep.Client.Errors;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger.Keeping;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Store;
using Sweep.Worker.Configuration;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep run FILE</c>: coordinator and workers in this process, until the sweep is done.</summary>
public static class Run
{
    /// <summary>More workers than this share the cores of one machine badly.</summary>
    private const int MostDefaultWorkers = 4;

    public static Command Create(TimeProvider time)
    {
        var file = SpecFile.Argument();
        var set = SpecFile.SetOption();
        var name = Options.SweepName();
        var home = new HomeOption();
        var at = new StoreOption();
        var data = new DataOption();
        var workers = Options.Above0<int>(
            "--workers",
            $"Stages that run at once [default: one on a GPU, else one a core, {MostDefaultWorkers} at most]",
            EngineChoice.MostSlots
        );
        var threads = Options.Above0<int>(
            "--threads",
            "Threads of each worker on the CPU [default: the cores divided by the workers]",
            EngineChoice.MostThreads
        );
        var device = new Option<string>("--device")
        {
            Description = "auto, cpu, cuda or cuda:N",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => "auto",
        };
        var engine = Engine();
        var tolerance = Options.Above0<double>(
            "--tolerance",
            "Points of top-1 below the dense network that still count as the same [default: the spec's report.tolerance]"
        );
        var replace = Options.Replace();
        var extend = Options.Extend();
        var serve = new Option<bool>("--serve")
        {
            Description = "Show the sweep live on a web page while it runs; sweep serve shows it afterwards",
        };
        var page = new PageOption("Where that page is; port 0 takes a free one");
        var notify = new Option<string?>("--notify-file")
        {
            Description =
                "File whose first line is a webhook that is told how the sweep ends, stalls or spends its limit, beside the spec's notify",
            HelpName = "FILE",
        };
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "run",
            "Run a sweep to its end on this machine; the same command goes on after an interruption",
            "sweep run examples/quickstart.yaml",
            "sweep run study.yaml --workers 2 --threads 4 --data /datasets",
            "sweep run study.yaml --extend                  # the file has more seeds now; nothing done is lost",
            "sweep run study.yaml --set training.lr=0.1 --set grid.seed=[1,2] --name faster",
            "sweep run study.yaml --serve                   # live on http://127.0.0.1:5081",
            "sweep run study.yaml --format json | jq .event   # one object a line",
            "sweep run study.yaml --engine noop --home /tmp/try   # the whole protocol, no training"
        )
        {
            file,
            set,
            name,
            home,
            data,
            workers,
            threads,
            device,
            engine,
            tolerance,
            replace,
            extend,
            serve,
            page,
            notify,
            format,
        };
        at.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var (spec, text) = await SpecFile.LoadWithTextAsync(parsed.GetValue(file)!, parsed.GetValue(set), cancellation);
                var choice = EngineChoice.Parse(parsed.GetValue(engine)!)!;
                var count =
                    parsed.GetValue(workers)
                    ?? (choice.IsOnGpu(parsed.GetValue(device)!) ? 1 : Math.Min(MostDefaultWorkers, Environment.ProcessorCount));
                if (choice.RefuseThreads(count, parsed.GetValue(threads)) is { } refusal)
                    throw new BadInputException($"--workers and --threads: {refusal}");
                var place = home.Resolve(parsed);
                var request = new RunRequest
                {
                    Home = place,
                    Store = at.Of(parsed),
                    Spec = spec,
                    SpecText = text,
                    Name = parsed.GetValue(name) ?? spec.Name,
                    Engine = choice,
                    Data = data.Folders(parsed, place),
                    Workers = count,
                    Threads = parsed.GetValue(threads) ?? Math.Max(1, Environment.ProcessorCount / count),
                    Device = parsed.GetValue(device)!,
                    Replace = parsed.GetValue(replace),
                    Extend = parsed.GetValue(extend),
                    Page = parsed.GetValue(serve) || parsed.GetResult(page) is { Implicit: false } ? parsed.GetValue(page) : null,
                    Notify = Notify(parsed.GetValue(notify)),
                    Verbose = parsed.GetValue<bool>("--verbose"),
                };
                return await RunAsync(
                    request,
                    parsed.GetValue(tolerance) ?? spec.Settings.Report.Tolerance,
                    parsed.GetValue(format),
                    parsed.InvocationConfiguration,
                    time,
                    cancellation
                );
            }
        );
        return verb;
    }

    private static async Task<int> RunAsync(
        RunRequest request,
        double tolerance,
        OutputFormat format,
        InvocationConfiguration to,
        TimeProvider time,
        CancellationToken interruption
    )
    {
        using var homeLock = HomeLock.Take(request.Home);
        request.Engine.Claim(request.Home);
        using var impatience = new SecondSignal(interruption);
        var output = TextWriter.Synchronized(to.Output);
        var json = format == OutputFormat.Json ? new RunJson(output, time) : null;
        try
        {
            await using var keeper = await LedgerKeeper.OpenAsync(
                await request.Store.OpenAsync(request.Home, readOnly: false, interruption),
                KeeperOptions.Default,
                time,
                interruption
            );
            var sweep = await new SweepRun(request, keeper, json ?? WatchViews.ForPeople(to.Output, isMany: false, time), time).RunAsync(
                interruption
            );
            if (sweep.State is not (SweepState.Completed or SweepState.Failed))
            {
                json?.WriteSummary(sweep, null);
                if (json is null)
                    output.WriteLine($"{SweepLine.Progress(sweep)}. Interrupted: everything is saved, the same command goes on.");
                return ExitCode.Interrupted;
            }

            var closing = new Closing(request, new SweepReader(keeper), tolerance, time);
            var report = await closing.WriteReportAsync(CancellationToken.None);
            json?.WriteSummary(sweep, report);
            if (json is null)
                await closing.PrintAsync(to.Output, sweep, report, CancellationToken.None);
            return sweep.State == SweepState.Completed ? ExitCode.Completed : ExitCode.SomeTrialsFailed;
        }
        catch (Exception fault) when (fault is SweepStoreException or RunFaultException or ServerException)
        {
            to.Error.WriteLine($"sweep: {fault.Message}");
            return ExitCode.Fault;
        }
    }

    private static NotifyOptions Notify(string? file)
    {
        var options = NotifyOptions.Trusting with { File = file };
        try
        {
            options.ReadOperator();
            return options;
        }
        catch (IOException error)
        {
            throw new BadInputException($"--notify-file: {error.Message}");
        }
    }

    private static Option<string> Engine()
    {
        var option = new Option<string>("--engine")
        {
            Description = $"What executes stages: {EngineChoice.Kind.Expected}",
            HelpName = "ENGINE",
            DefaultValueFactory = _ => "train",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && EngineChoice.Parse(result.Tokens[0].Value) is null)
                result.AddError($"--engine: expected {EngineChoice.Kind.Expected}, found '{result.Tokens[0].Value}'");
        });
        return option;
    }
}

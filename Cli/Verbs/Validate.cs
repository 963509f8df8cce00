using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Connecting;
using Sweep.Cli.Output;
using Sweep.Client;
using Sweep.Client.Connecting;
using Sweep.Contracts;
using Sweep.Contracts.Spec.Settings;
using Sweep.Coordinator.Planning;
using SpecProblem = Sweep.Contracts.Spec.SpecProblem;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep validate FILE</c>: everything that is wrong with a spec, at once.</summary>
public static class Validate
{
    public static Command Create()
    {
        var file = SpecFile.Argument();
        file.Arity = ArgumentArity.ZeroOrOne;
        var set = SpecFile.SetOption();
        var format = OutputFormats.Option(OutputFormat.Json);
        var connection = new ConnectionOptions("none: checked here", isOptional: true);
        var explain = new Option<bool>("--explain")
        {
            Description = "List every setting with its default and what it accepts; needs no FILE",
        };
        var verb = new Verb(
            "validate",
            "Check a spec and list all its problems",
            "sweep validate examples/study.yaml",
            "sweep validate - < study.yaml             # from standard input",
            "sweep validate study.yaml --set training.lr=0.1   # as run, plan and submit would read it",
            "sweep validate study.yaml --format json   # problems with line and path, for an editor",
            "sweep validate --explain                  # what can be set, and to what",
            "sweep validate study.yaml --context lab   # by that coordinator's rules, should it be of another version"
        )
        {
            file,
            set,
            format,
            explain,
        };
        connection.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(file) is null && !result.GetValue(explain))
            {
                result.AddError("FILE is missing; expected a spec in YAML, or - for standard input (or --explain alone).");
            }
        });
        verb.SetAction(
            (parsed, cancellation) =>
                parsed.GetValue(explain)
                    ? Task.FromResult(Explain(parsed.InvocationConfiguration.Output, parsed.GetValue(format)))
                    : RunAsync(
                        parsed.GetValue(file)!,
                        parsed.GetValue(set),
                        connection.FindGiven(parsed),
                        parsed.GetValue(format),
                        parsed.InvocationConfiguration,
                        cancellation
                    )
        );
        return verb;
    }

    /// <param name="at">Null: checked here.</param>
    private static async Task<int> RunAsync(
        string file,
        string[]? settings,
        Connection? at,
        OutputFormat format,
        InvocationConfiguration to,
        CancellationToken cancellation
    )
    {
        var (sound, problems) = at is null
            ? await CheckAsync(file, settings, cancellation)
            : await CheckAsync(file, settings, at, cancellation);
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(
                to.Output,
                new
                {
                    file,
                    ok = sound is not null,
                    problems,
                }
            );
        }
        else if (sound is var (name, trials))
        {
            to.Output.WriteLine($"{file}: ok, {name} has {Counted.Of(trials, "trial")}");
        }
        else
        {
            foreach (var problem in problems)
            {
                to.Error.WriteLine(SpecFile.Describe(file, problem));
            }
        }

        return sound is null ? ExitCode.BadInput : ExitCode.Completed;
    }

    private static async Task<((string Name, long Trials)? Sound, IReadOnlyList<SpecProblem> Problems)> CheckAsync(
        string file,
        string[]? settings,
        CancellationToken cancellation
    )
    {
        var reading = await SpecFile.ReadAsync(file, settings, cancellation);
        return (reading.Spec is { } spec ? (spec.Name, Expansion.Expand(spec).TrialCount) : null, reading.Problems);
    }

    private static async Task<((string Name, long Trials)? Sound, IReadOnlyList<SpecProblem> Problems)> CheckAsync(
        string file,
        string[]? settings,
        Connection at,
        CancellationToken cancellation
    )
    {
        var change = await SpecFile.ChangeAsync(file, settings, cancellation);
        if (change.Refused.Count > 0)
            return (null, change.Refused);
        var request = new ValidateRequest { Spec = change.Text };
        using var server = new CoordinatorClient(at);
        var answer = await server.CallAsync(options => server.Sweeps.ValidateAsync(request, options), cancellation);
        var problems = change
            .Place(answer.Problems.Select(problem => new SpecProblem(problem.Line, problem.Path, problem.Message)))
            .ToList();
        if (answer.Omitted > 0)
            problems.Add(new SpecProblem(0, "", $"… and {answer.Omitted} more problems"));
        return (problems.Count == 0 ? (answer.Name, answer.Trials) : null, problems);
    }

    private static int Explain(TextWriter output, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(
                output,
                SettingsCatalogue.All.Select(setting => new
                {
                    setting.Path,
                    Default = DefaultOf(setting),
                    Accepts = setting.Expected,
                    setting.Description,
                    Axis = setting.IsOfTrial ? SettingsCatalogue.AxisName(setting) : null,
                })
            );
            return ExitCode.Completed;
        }

        var table = Terminal.Table("setting", "default", "accepts", "what it is");
        foreach (var setting in SettingsCatalogue.All)
        {
            table.Row(setting.Path, DefaultOf(setting), setting.Expected, setting.Description);
        }

        Terminal.On(output).Write(table);
        output.WriteLine("All of data, model, training and pruning can also stand under grid, as lists.");
        return ExitCode.Completed;
    }

    private static string DefaultOf(Setting setting) =>
        setting == SettingsCatalogue.Dataset || setting == SettingsCatalogue.Architecture ? "(required)" : setting.DefaultText;
}

using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Settings;
using Sweep.Coordinator.Planning;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep validate FILE</c>: everything that is wrong with a spec, at once.</summary>
public static class Validate
{
    public static Command Create()
    {
        var file = SpecFile.Argument();
        file.Arity = ArgumentArity.ZeroOrOne;
        var format = OutputFormats.Option(OutputFormat.Json);
        var explain = new Option<bool>("--explain") { Description = "List every setting with its default and what it accepts; needs no FILE" };
        var verb = new Verb(
            "validate",
            "Check a spec and list all its problems",
            "sweep validate examples/study.yaml",
            "sweep validate - < study.yaml             # from standard input",
            "sweep validate study.yaml --format json   # problems with line and path, for an editor",
            "sweep validate --explain                  # what can be set, and to what")
        {
            file, format, explain,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(file) is null && !result.GetValue(explain))
            {
                result.AddError("FILE is missing; expected a spec in YAML, or - for standard input (or --explain alone).");
            }
        });
        verb.SetAction((parsed, cancellation) => parsed.GetValue(explain)
            ? Task.FromResult(Explain(parsed.InvocationConfiguration.Output, parsed.GetValue(format)))
            : RunAsync(parsed.GetValue(file)!, parsed.GetValue(format), parsed.InvocationConfiguration, cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(string file, OutputFormat format, InvocationConfiguration to, CancellationToken cancellation)
    {
        var reading = await SpecFile.ReadAsync(file, cancellation);
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(to.Output, new { file, ok = reading.Spec is not null, problems = reading.Problems });
        }
        else if (reading.Spec is { } spec)
        {
            to.Output.WriteLine($"{file}: ok, {spec.Name} has {Expansion.Expand(spec).TrialCount:N0} trials");
        }
        else
        {
            foreach (var problem in reading.Problems)
            {
                to.Error.WriteLine(SpecFile.Describe(file, problem));
            }
        }

        return reading.Spec is null ? ExitCode.BadInput : ExitCode.Completed;
    }

    private static int Explain(TextWriter output, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(output, SettingsCatalogue.All.Select(setting => new
            {
                setting.Path,
                Default = DefaultOf(setting),
                Accepts = setting.Expected,
                setting.Description,
                Axis = setting.IsOfTrial ? SettingsCatalogue.AxisName(setting) : null,
            }));
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

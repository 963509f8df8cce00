using System.CommandLine;
using Spectre.Console;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Client.Connecting;
using Sweep.Client.Errors;

namespace Sweep.Cli.Verbs.Contexts;

/// <summary><c>sweep context show [NAME]</c></summary>
internal static class ContextShow
{
    public static Command Create(Func<ConfigFile> file)
    {
        var name = ContextText.Name(file);
        name.Arity = ArgumentArity.ZeroOrOne;
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb("show", "Show a context, or the one in use", "sweep context show", "sweep context show lab --format json")
        {
            name,
            format,
        };
        verb.SetAction(parsed =>
        {
            var config = file().Read();
            var asked =
                parsed.GetValue(name)
                ?? config.Current
                ?? throw new BadInputException("No context is in use: sweep context use NAME chooses one, sweep context list lists them.");
            var context = config.Get(asked, "NAME", file().Path);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
                JsonOutput.Write(output, ContextText.Json(context, config));
            else
                WriteTable(output, context, config, file().Path);
            return ExitCode.Completed;
        });
        return verb;
    }

    private static void WriteTable(TextWriter output, ClusterContext context, ClusterConfig config, string file)
    {
        var table = Terminal.Table(context.Name, "").HideHeaders();
        table.Row("context", context.Name + (context.Name == config.Current ? ", in use" : ""));
        table.Row("server", ContextText.Server(context));
        table.Row("token-file", context.TokenFile ?? "none");
        table.Row("ca-file", context.CaFile ?? "none: the system's authorities are trusted");
        table.Row("kept in", file);
        Terminal.On(output).Write(table);
    }
}

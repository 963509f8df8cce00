using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Client.Connecting;

namespace Sweep.Cli.Verbs.Contexts;

/// <summary><c>sweep context list</c></summary>
internal static class ContextList
{
    public static Command Create(Func<ConfigFile> file)
    {
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb("list", "List the contexts; an asterisk marks the one in use", "sweep context list") { format };
        verb.SetAction(parsed =>
        {
            var (config, output) = (file().Read(), parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(format) == OutputFormat.Json)
                JsonOutput.Write(output, config.Contexts.Select(context => ContextText.Json(context, config)));
            else if (config.Contexts.Count == 0)
                output.WriteLine("No contexts yet: sweep context add NAME --server URL makes one.");
            else
                WriteTable(output, config);
            return ExitCode.Completed;
        });
        return verb;
    }

    private static void WriteTable(TextWriter output, ClusterConfig config)
    {
        var table = Terminal.Table("", "context", "server", "token-file", "ca-file");
        foreach (var context in config.Contexts)
        {
            table.Row(
                context.Name == config.Current ? "*" : "",
                context.Name,
                ContextText.Server(context),
                context.TokenFile ?? "",
                context.CaFile ?? ""
            );
        }

        Terminal.On(output).Write(table);
    }
}

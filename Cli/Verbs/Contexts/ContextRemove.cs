using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Client.Connecting;

namespace Sweep.Cli.Verbs.Contexts;

/// <summary><c>sweep context remove NAME</c></summary>
internal static class ContextRemove
{
    public static Command Create(Func<ConfigFile> file)
    {
        var name = ContextText.Name(file);
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb("remove", "Forget a context; its token file stays", "sweep context remove lab") { name, format };
        verb.SetAction(parsed =>
        {
            var (place, asked) = (file(), parsed.GetValue(name)!);
            var config = place.Read();
            config.Get(asked, "NAME", place.Path);
            place.Write(
                config with
                {
                    Current = config.Current == asked ? null : config.Current,
                    Contexts = [.. config.Contexts.Where(context => context.Name != asked)],
                }
            );
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
                JsonOutput.Write(output, new { name = asked, removed = true });
            else
                output.WriteLine($"Removed {asked}.{(config.Current == asked ? " No context is in use now." : "")}");
            return ExitCode.Completed;
        });
        return verb;
    }
}

using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Client.Connecting;

namespace Sweep.Cli.Verbs.Contexts;

/// <summary><c>sweep context use NAME</c></summary>
internal static class ContextUse
{
    public static Command Create(Func<ConfigFile> file)
    {
        var name = ContextText.Name(file);
        name.Arity = ArgumentArity.ZeroOrOne;
        var none = new Option<bool>("--none")
        {
            Description = "Use no context: verbs speak with this machine's coordinator, or read the home",
        };
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "use",
            "Choose the context that verbs use from now on",
            "sweep context use lab",
            "sweep context use --none   # the home again"
        )
        {
            name,
            none,
            format,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(name) is null != result.GetValue(none))
                result.AddError("use: expected one of NAME and --none.");
        });
        verb.SetAction(parsed =>
        {
            var (place, asked) = (file(), parsed.GetValue(name));
            var config = place.Read();
            var context = asked is null ? null : config.Get(asked, "NAME", place.Path);
            place.Write(config with { Current = asked });
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
                JsonOutput.Write(output, new { current = asked });
            else
                output.WriteLine(context is null ? "No context is in use." : $"Using {context.Name}: {ContextText.Server(context)}");
            return ExitCode.Completed;
        });
        return verb;
    }
}

using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Client.Connecting;
using Sweep.Client.Errors;

namespace Sweep.Cli.Verbs.Contexts;

/// <summary><c>sweep context add NAME --server URL</c></summary>
internal static class ContextAdd
{
    public static Command Create(Func<ConfigFile> file)
    {
        var name = new Argument<string>("NAME") { Description = "What to call the coordinator" };
        name.Validators.Add(result =>
        {
            if (!ClusterContext.IsName(result.Tokens[0].Value))
                result.AddError($"NAME: expected {ClusterContext.ExpectedName}, found '{result.Tokens[0].Value}'");
        });
        var server = new Option<Uri>("--server")
        {
            Description = "Its address",
            HelpName = "URL",
            Required = true,
            CustomParser = result =>
            {
                if (ServerAddress.TryParse(result.Tokens[0].Value) is { } address)
                    return address;
                result.AddError($"--server: expected {ServerAddress.Expected}, found '{result.Tokens[0].Value}'");
                return null;
            },
        };
        var tokens = new Option<string?>("--token-file")
        {
            Description = "File with the token to show it; the file is read when it is needed, its path is kept",
            HelpName = "FILE",
        };
        var authorities = new Option<string?>("--ca-file")
        {
            Description = "PEM file with the authorities that its certificate may come from [default: the system's]",
            HelpName = "FILE",
        };
        var replace = new Option<bool>("--replace") { Description = "Take the place of a context of this name" };
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "add",
            "Name a coordinator; the first one is used from then on",
            "sweep context add here --server http://127.0.0.1:5080",
            "sweep context add lab --server https://sweep.example.org:5080 --token-file ~/.config/sweep/lab.token --ca-file lab-ca.pem"
        )
        {
            name,
            server,
            tokens,
            authorities,
            replace,
            format,
        };
        verb.SetAction(parsed =>
        {
            var place = file();
            var config = place.Read();
            var context = new ClusterContext(
                parsed.GetValue(name)!,
                parsed.GetValue(server)!,
                FileOf(parsed.GetValue(tokens), "--token-file"),
                FileOf(parsed.GetValue(authorities), "--ca-file")
            );
            if (config.Find(context.Name) is { } old && old != context && !parsed.GetValue(replace))
            {
                throw new BadInputException(
                    $"There is a context '{context.Name}' already, for {ContextText.Server(old)}. --replace takes its place; another name keeps both."
                );
            }

            Check(context);
            config = config with
            {
                Current = config.Current ?? context.Name,
                Contexts = [.. config.Contexts.Where(other => other.Name != context.Name), context],
            };
            place.Write(config);
            Say(parsed.InvocationConfiguration.Output, parsed.GetValue(format), context, config);
            return ExitCode.Completed;
        });
        return verb;
    }

    private static void Say(TextWriter output, OutputFormat format, ClusterContext context, ClusterConfig config)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(output, ContextText.Json(context, config));
        }
        else
        {
            output.WriteLine(
                $"{context.Name} is {ContextText.Server(context)}{(config.Current == context.Name ? ", and in use." : $"; sweep context use {context.Name} uses it.")}"
            );
        }
    }

    /// <summary>What could not work is refused now rather than by every verb later.</summary>
    private static void Check(ClusterContext context)
    {
        if (context.TokenFile is { } tokens)
            ConnectionFiles.ReadToken(tokens, "--token-file");
        if (context.CaFile is null)
            return;
        ConnectionFiles.ReadAuthorities(context.CaFile, "--ca-file");
        if (context.Server.Scheme != Uri.UriSchemeHttps)
            throw new BadInputException($"--ca-file: is for https:// addresses; {ContextText.Server(context)} has no certificate.");
    }

    private static string? FileOf(string? file, string option) =>
        file is null ? null
        : file.Length > 0 ? Path.GetFullPath(file)
        : throw new BadInputException($"{option}: expected a file.");
}

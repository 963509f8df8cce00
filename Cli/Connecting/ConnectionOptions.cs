using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Client.Connecting;

namespace Sweep.Cli.Connecting;

/// <summary>The options that say which coordinator a verb speaks with, and how: a <see cref="ConnectionChoice"/>.</summary>
internal sealed class ConnectionOptions
{
    private readonly Func<string, string?> _variable;

    /// <param name="otherwise">What happens when no coordinator is named.</param>
    /// <param name="isOptional">Whether only these options name a coordinator; see <see cref="FindGiven"/>.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public ConnectionOptions(string? otherwise = null, bool isOptional = false, Func<string, string?>? variable = null)
    {
        _variable = variable ?? Environment.GetEnvironmentVariable;
        Server = new("--server")
        {
            Description =
                $"Address of the coordinator [default: {(isOptional ? "" : "SWEEP_SERVER, else the context's, else ")}{otherwise ?? ServerAddress.Default.GetLeftPart(UriPartial.Authority)}]",
            HelpName = "URL",
            CustomParser = result =>
            {
                if (ServerAddress.TryParse(result.Tokens[0].Value) is { } address)
                    return address;
                result.AddError($"--server: expected {ServerAddress.Expected}, found '{result.Tokens[0].Value}'");
                return null;
            },
        };
        Context.CompletionSources.Add(_ =>
            QuietCompletion.Offer(() => ConfigFile.OfUser(_variable).Read().Contexts.Select(context => context.Name))
        );
    }

    public Option<Uri?> Server { get; }

    public Option<string?> Context { get; } =
        new("--context")
        {
            Description = "Coordinator by its name, see sweep context [default: SWEEP_CONTEXT, else the one that sweep context use chose]",
            HelpName = "NAME",
        };

    public Option<string?> TokenFile { get; } =
        new("--token-file")
        {
            Description =
                "File with the token to show the coordinator [default: SWEEP_TOKEN_FILE, else the token in SWEEP_TOKEN, else the context's]",
            HelpName = "FILE",
        };

    public Option<string?> CaFile { get; } =
        new("--ca-file")
        {
            Description =
                "PEM file with the authorities that the coordinator's certificate may come from [default: the context's, else the system's]",
            HelpName = "FILE",
        };

    private IEnumerable<Option> All => [Server, Context, TokenFile, CaFile];

    public void AddTo(Command verb)
    {
        foreach (var option in All)
            verb.Add(option);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(Server) is not null && result.GetResult(Context) is not null)
                result.AddError("--server and --context: expected one of them.");
        });
    }

    /// <summary>The first of these options that is given.</summary>
    public Option? Given(System.CommandLine.Parsing.CommandResult result) =>
        All.FirstOrDefault(option => result.GetResult(option) is not null);

    /// <inheritdoc cref="ConnectionChoice.Resolve"/>
    public Connection Resolve(ParseResult parsed) => Choose(parsed).Resolve();

    /// <inheritdoc cref="ConnectionChoice.Find"/>
    public Connection? Find(ParseResult parsed) => Choose(parsed).Find();

    /// <summary>Null when none of these options is given, whatever variables and the file say: for verbs that mostly need no coordinator.</summary>
    /// <inheritdoc cref="ConnectionChoice.Resolve"/>
    public Connection? FindGiven(ParseResult parsed) => Given(parsed.CommandResult) is null ? null : Resolve(parsed);

    private ConnectionChoice Choose(ParseResult parsed) =>
        new()
        {
            Server = parsed.GetValue(Server),
            Context = parsed.GetValue(Context),
            TokenFile = parsed.GetValue(TokenFile),
            CaFile = parsed.GetValue(CaFile),
            Variable = _variable,
        };
}

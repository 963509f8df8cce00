using System.CommandLine;

namespace Sweep.Cli.Connecting;

/// <summary>
/// The options that say which coordinator a verb speaks with, and how. The address is that of <c>--server</c> or <c>--context</c>, else
/// <c>SWEEP_SERVER</c>, else that of the context <c>SWEEP_CONTEXT</c>, else that of the file's current one. A token is that of
/// <c>--token-file</c>, else <c>SWEEP_TOKEN_FILE</c>, else <c>SWEEP_TOKEN</c>, else that of the context the address came from.
/// </summary>
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
        Context.CompletionSources.Add(_ => Completion.Completing.Quietly(() => Config.Read().Contexts.Select(context => context.Name)));
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

    private ConfigFile Config => ConfigFile.OfUser(_variable);

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

    /// <summary>The coordinator that is named, else the one of this machine.</summary>
    /// <exception cref="BadInputException">A variable, the configuration file or a file it names is wrong.</exception>
    public Connection Resolve(ParseResult parsed) => Find(parsed) ?? Connect(ServerAddress.Default, null, parsed);

    /// <summary>Null when none of these options is given, whatever variables and the file say: for verbs that mostly need no coordinator.</summary>
    /// <inheritdoc cref="Resolve"/>
    public Connection? FindGiven(ParseResult parsed) => Given(parsed.CommandResult) is null ? null : Resolve(parsed);

    /// <summary>Null when nothing names a coordinator.</summary>
    /// <inheritdoc cref="Resolve"/>
    public Connection? Find(ParseResult parsed)
    {
        if (parsed.GetValue(Server) is { } given)
            return Connect(given, null, parsed);
        if (parsed.GetValue(Context) is { } named)
            return Connect(Named(named, "--context"), parsed);
        if (Variable("SWEEP_SERVER") is { } text)
        {
            return Connect(
                ServerAddress.TryParse(text)
                    ?? throw new BadInputException($"SWEEP_SERVER: expected {ServerAddress.Expected}, found '{text}'"),
                null,
                parsed
            );
        }

        if (Variable("SWEEP_CONTEXT") is { } other)
            return Connect(Named(other, "SWEEP_CONTEXT"), parsed);
        var config = Config.Read();
        return config.Current is { } current ? Connect(config.Find(current)!, parsed) : null;
    }

    private Connection Connect(ClusterContext context, ParseResult parsed) => Connect(context.Server, context, parsed);

    private Connection Connect(Uri address, ClusterContext? context, ParseResult parsed)
    {
        var token = FindToken(parsed, context);
        var (authorities, origin) = parsed.GetValue(CaFile) is { } given
            ? (given, "--ca-file")
            : (context?.CaFile, $"ca-file of context {context?.Name}");
        if (token is not null && address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            throw new BadInputException(
                $"A token ({token.Origin}) is sent over TLS or within this machine only, and {address.GetLeftPart(UriPartial.Authority)} is neither. "
                    + $"Use https:// if the coordinator has TLS, else a tunnel: ssh -L {address.Port}:127.0.0.1:{address.Port} {address.Host}, and --server http://127.0.0.1:{address.Port}."
            );
        }

        if (authorities is not null && address.Scheme != Uri.UriSchemeHttps)
        {
            throw new BadInputException(
                $"{origin}: is for https:// addresses; {address.GetLeftPart(UriPartial.Authority)} has no certificate."
            );
        }

        return new Connection(address)
        {
            Token = token,
            Authorities = authorities is null ? null : ConnectionFiles.ReadAuthorities(authorities, origin),
        };
    }

    private AccessToken? FindToken(ParseResult parsed, ClusterContext? context)
    {
        if (parsed.GetValue(TokenFile) is { } given)
            return ConnectionFiles.ReadToken(given, "--token-file");
        if (Variable("SWEEP_TOKEN_FILE") is { } file)
            return ConnectionFiles.ReadToken(file, "SWEEP_TOKEN_FILE");
        if (Variable("SWEEP_TOKEN") is { } token)
            return ConnectionFiles.Token(token, "SWEEP_TOKEN");
        return context?.TokenFile is { } kept ? ConnectionFiles.ReadToken(kept, $"token-file of context {context.Name}") : null;
    }

    private ClusterContext Named(string name, string origin)
    {
        var config = Config.Read();
        return config.Find(name) ?? throw ContextErrors.Unknown(name, config, origin, Config.Path);
    }

    private string? Variable(string name) => _variable(name) is { Length: > 0 } text ? text : null;
}

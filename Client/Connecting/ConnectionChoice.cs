using Sweep.Client.Errors;

namespace Sweep.Client.Connecting;

/// <summary>
/// Which coordinator to call, and how. The address is that of <see cref="Server"/> or <see cref="Context"/>, else <c>SWEEP_SERVER</c>, else
/// that of the context <c>SWEEP_CONTEXT</c>, else that of the current context of the user's file. The token is that of
/// <see cref="TokenFile"/>, else <c>SWEEP_TOKEN_FILE</c>, else <c>SWEEP_TOKEN</c>, else that of the context that the address came from.
/// </summary>
public sealed record ConnectionChoice
{
    public Uri? Server { get; init; }

    /// <summary>Name of a coordinator in the user's file.</summary>
    public string? Context { get; init; }

    public string? TokenFile { get; init; }

    /// <summary>PEM file with the authorities to trust; null for the context's, else the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The file with the contexts.</summary>
    public ConfigFile Config => ConfigFile.OfUser(Variable);

    /// <summary>The coordinator that is named, else the one of this machine.</summary>
    /// <exception cref="BadInputException">A variable, the user's file or a file it names is wrong.</exception>
    public Connection Resolve() => Find() ?? Connect(ServerAddress.Default, null);

    /// <summary>Null when nothing names a coordinator.</summary>
    /// <inheritdoc cref="Resolve"/>
    public Connection? Find()
    {
        if (Server is { } given)
            return Connect(given, null);
        if (Context is { } named)
            return Connect(FindContext(named, "--context"));
        if (Read("SWEEP_SERVER") is { } text)
        {
            return Connect(
                ServerAddress.TryParse(text)
                    ?? throw new BadInputException($"SWEEP_SERVER: expected {ServerAddress.Expected}, found '{text}'"),
                null
            );
        }

        if (Read("SWEEP_CONTEXT") is { } other)
            return Connect(FindContext(other, "SWEEP_CONTEXT"));
        var config = Config.Read();
        return config.Current is { } current ? Connect(config.Find(current)!) : null;
    }

    private Connection Connect(ClusterContext context) => Connect(context.Server, context);

    private Connection Connect(Uri address, ClusterContext? context)
    {
        var token = FindToken(context);
        var (authorities, origin) = CaFile is { } given ? (given, "--ca-file") : (context?.CaFile, $"ca-file of context {context?.Name}");
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

    private BearerToken? FindToken(ClusterContext? context)
    {
        if (TokenFile is { } given)
            return ConnectionFiles.ReadToken(given, "--token-file");
        if (Read("SWEEP_TOKEN_FILE") is { } file)
            return ConnectionFiles.ReadToken(file, "SWEEP_TOKEN_FILE");
        if (Read("SWEEP_TOKEN") is { } token)
            return ConnectionFiles.ParseToken(token, "SWEEP_TOKEN");
        return context?.TokenFile is { } kept ? ConnectionFiles.ReadToken(kept, $"token-file of context {context.Name}") : null;
    }

    private ClusterContext FindContext(string name, string origin)
    {
        var config = Config.Read();
        return config.Get(name, origin, Config.Path);
    }

    /// <summary>Null when it is empty, too.</summary>
    private string? Read(string variable) => Variable(variable) is { Length: > 0 } text ? text : null;
}

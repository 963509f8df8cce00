using System.CommandLine;

namespace Sweep.Cli.Remote;

/// <summary><c>--server URL</c>: the coordinator that a verb speaks with.</summary>
internal sealed class ServerOption : Option<Uri?>
{
    public const string Variable = "SWEEP_SERVER";

    public static readonly Uri Default = new("http://127.0.0.1:5080");

    private const string Expected = "an address such as http://127.0.0.1:5080";

    /// <param name="otherwise">What happens when neither the option nor the variable is given.</param>
    public ServerOption(string otherwise = "http://127.0.0.1:5080")
        : base("--server")
    {
        Description = $"Address of the coordinator [default: {Variable}, else {otherwise}]";
        HelpName = "URL";
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value) is { } address)
                return address;
            result.AddError($"--server: expected {Expected}, found '{result.Tokens[0].Value}'");
            return null;
        };
    }

    /// <exception cref="BadInputException"><c>SWEEP_SERVER</c> is no address.</exception>
    public Uri Resolve(ParseResult parsed) => Find(parsed) ?? Default;

    /// <summary>Null when neither the option nor the variable is given.</summary>
    /// <exception cref="BadInputException"><c>SWEEP_SERVER</c> is no address.</exception>
    public Uri? Find(ParseResult parsed)
    {
        if (parsed.GetValue(this) is { } given)
            return given;
        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
            ? TryParse(text) ?? throw new BadInputException($"{Variable}: expected {Expected}, found '{text}'")
            : null;
    }

    private static Uri? TryParse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", PathAndQuery: "/" } ? address : null;
}

using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Sweep.Coordinator.Api;
using Sweep.Hosting.Configuration;

namespace Sweep.Cli.CommandLine;

/// <summary><c>--page ADDRESS:PORT</c>: where this process serves the web page. Only this machine may reach it: sweep-coordinator is made for others.</summary>
internal sealed class PageOption : Option<IPEndPoint>
{
    private static readonly ListenAddress _kind = new(ApiOptions.Default.Page!.Port);

    public PageOption(string description)
        : base("--page")
    {
        Description = description;
        HelpName = "ADDRESS:PORT";
        DefaultValueFactory = _ => ApiOptions.Default.Page!;
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!_kind.TryParse(text, out var address))
            {
                result.AddError($"--page: expected {_kind.Format(ApiOptions.Default.Page!)} or the like, found '{text}'");
            }
            else if (!IPAddress.IsLoopback(address.Address))
            {
                result.AddError(
                    $"--page: other machines reach {text}, and this serves this machine alone: expected an address such as {_kind.Format(ApiOptions.Default.Page!)}, which ssh -L reaches from elsewhere"
                );
            }

            return address;
        };
    }

    /// <summary>What to say when it cannot be listened on.</summary>
    public static string Taken(IPEndPoint address, SocketException refusal) =>
        $"--page: {address} cannot be listened on ({refusal.Message}). Is there another sweep? --page 127.0.0.1:0 takes a free port.";
}

using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Client.Connecting;

namespace Sweep.Cli.Verbs.Contexts;

/// <summary>What the verbs of <c>sweep context</c> have in common.</summary>
internal static class ContextText
{
    public static string Server(ClusterContext context) => context.Server.GetLeftPart(UriPartial.Authority);

    public static object Json(ClusterContext context, ClusterConfig config) =>
        new
        {
            context.Name,
            Current = context.Name == config.Current,
            Server = Server(context),
            context.TokenFile,
            context.CaFile,
        };

    /// <summary>NAME of a context that is there.</summary>
    public static Argument<string> Name(Func<ConfigFile> file)
    {
        var name = new Argument<string>("NAME") { Description = "The context" };
        name.CompletionSources.Add(_ => QuietCompletion.Offer(() => file().Read().Contexts.Select(context => context.Name)));
        return name;
    }
}

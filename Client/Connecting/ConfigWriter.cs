using System.Text;

namespace Sweep.Client.Connecting;

/// <summary>The configuration file's text.</summary>
internal static class ConfigWriter
{
    public static string Write(ClusterConfig config)
    {
        var text = new StringBuilder("# The coordinators that sweep knows by name. sweep context --help says more.\n");
        if (config.Current is { } current)
            text.Append($"current: {current}\n");
        if (config.Contexts.Count > 0)
            text.Append("contexts:\n");
        foreach (var context in config.Contexts)
        {
            text.Append($"  {context.Name}:\n    server: {Quote(context.Server.GetLeftPart(UriPartial.Authority))}\n");
            if (context.TokenFile is { } token)
                text.Append($"    token-file: {Quote(token)}\n");
            if (context.CaFile is { } authorities)
                text.Append($"    ca-file: {Quote(authorities)}\n");
        }

        return text.ToString();
    }

    /// <summary>Between single quotes YAML takes every character as it is, but for the quote itself.</summary>
    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

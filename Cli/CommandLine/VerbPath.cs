using System.CommandLine.Parsing;

namespace Sweep.Cli.CommandLine;

internal static class VerbPath
{
    /// <summary>The verb and those above it, without the program: context, add.</summary>
    public static IEnumerable<string> Path(this CommandResult result) =>
        result.Parent is CommandResult above ? above.Path().Append(result.Command.Name) : [];
}

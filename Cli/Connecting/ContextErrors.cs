using Sweep.Contracts.Spec;

namespace Sweep.Cli.Connecting;

internal static class ContextErrors
{
    /// <param name="origin">What named the context.</param>
    public static BadInputException Unknown(string name, ClusterConfig config, string origin, string file)
    {
        var names = config.Contexts.Select(context => context.Name).ToList();
        return new BadInputException(
            names.Count == 0
                ? $"{origin}: there is no context '{name}', and none in {file}: sweep context add {name} --server URL makes it."
                : $"{origin}: there is no context '{name}'{Suggestion.Of(name, names)}; expected {Suggestion.List(names)}."
        );
    }
}

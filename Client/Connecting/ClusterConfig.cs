using Sweep.Client.Errors;
using Sweep.Contracts.Spec;

namespace Sweep.Client.Connecting;

/// <summary>The coordinators that a user has names for.</summary>
public sealed record ClusterConfig
{
    public static ClusterConfig Empty { get; } = new();

    /// <summary>Name of the context that holds when no other is asked for; null: none.</summary>
    public string? Current { get; init; }

    /// <summary>In the order of the file; no name twice.</summary>
    public IReadOnlyList<ClusterContext> Contexts { get; init; } = [];

    /// <param name="origin">What named the context, for the message.</param>
    /// <param name="file">The file that this was read from, for the message.</param>
    /// <exception cref="BadInputException">There is no such context; the message lists those that there are.</exception>
    public ClusterContext Get(string name, string origin, string file)
    {
        if (Find(name) is { } found)
            return found;
        var names = Contexts.Select(context => context.Name).ToList();
        throw new BadInputException(
            names.Count == 0
                ? $"{origin}: there is no context '{name}', and none in {file}: sweep context add {name} --server URL makes it."
                : $"{origin}: there is no context '{name}'{Suggestion.Of(name, names)}; expected {Suggestion.List(names)}."
        );
    }

    public ClusterContext? Find(string name) => Contexts.FirstOrDefault(context => context.Name == name);
}

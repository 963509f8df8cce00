namespace Sweep.Cli.Connecting;

/// <summary>The coordinators that a user has names for.</summary>
public sealed record ClusterConfig
{
    public static ClusterConfig Empty { get; } = new();

    /// <summary>Name of the context that holds when no other is asked for; null: none.</summary>
    public string? Current { get; init; }

    /// <summary>In the order of the file; no name twice.</summary>
    public IReadOnlyList<ClusterContext> Contexts { get; init; } = [];

    public ClusterContext? Find(string name) => Contexts.FirstOrDefault(context => context.Name == name);
}

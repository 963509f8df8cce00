namespace Sweep.Cli.CommandLine;

/// <summary>What verbs are for, in the order in which a newcomer needs them.</summary>
internal static class VerbGroups
{
    /// <summary>Verbs that are in none stand in the last.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<string> Verbs)> All { get; } =
    [
        ("Prepare", ["validate", "plan", "data", "doctor"]),
        ("Run", ["run", "submit"]),
        ("Ask", ["list", "show", "watch", "results", "report", "failures", "stage", "logs", "workers", "serve"]),
        ("Steer", ["pause", "resume", "cancel", "retry", "priority", "delete", "drain"]),
        ("Set up", ["context", "store", "completion"]),
    ];
}

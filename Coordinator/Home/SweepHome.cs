using Sweep.Contracts.Files;

namespace Sweep.Coordinator.Home;

/// <summary>The folder with all that <c>sweep</c> keeps, and the names of what is in it.</summary>
public sealed record SweepHome(string Folder)
{
    /// <summary>The store, an SQLite database.</summary>
    public string Database => Path.Combine(Folder, "sweep.db");

    public string Checkpoints => Path.Combine(Folder, "checkpoints");

    /// <summary>Where data sets and weights are downloaded to.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>Held by the one process that runs sweeps here.</summary>
    public string Lock => Path.Combine(Folder, "sweep.lock");

    /// <summary>Names the process that took the lock last.</summary>
    public string ProcessId => Path.Combine(Folder, "sweep.pid");

    /// <summary>There when the home was used with <c>--engine noop</c>.</summary>
    public string NoopMark => Path.Combine(Folder, "noop");

    /// <summary>Who may use the interface, and how they are known.</summary>
    public string Tokens => TokensElsewhere ?? Path.Combine(Folder, "tokens.json");

    /// <summary>Null when the tokens are in the folder. Elsewhere somebody else keeps them, and without the file nobody is let in.</summary>
    public string? TokensElsewhere { get; init; }

    /// <summary>Who did what; 0 is the newest file.</summary>
    public string Audit(int number) => Path.Combine(Folder, number == 0 ? "audit.jsonl" : $"audit.{number}.jsonl");

    /// <summary>The sweep's page of plots.</summary>
    public string Report(string sweep) => Path.Combine(Folder, "reports", sweep, "report.html");

    /// <summary>See <see cref="HomeFolder.Resolve"/>.</summary>
    public static SweepHome Resolve(string? option) => new(HomeFolder.Resolve(option));
}

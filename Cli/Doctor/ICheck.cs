namespace Sweep.Cli.Doctor;

/// <summary>Examines one thing. It changes nothing, but for temporary files and objects that it removes.</summary>
internal interface ICheck
{
    /// <summary>What it is listed under; those of one group follow each other.</summary>
    string Group { get; }

    string Name { get; }

    /// <summary>The name of a check before this one without which there is nothing to examine; null for none.</summary>
    string? Needs => null;

    /// <summary>How long it may take.</summary>
    TimeSpan Limit => TimeSpan.FromSeconds(30);

    /// <summary>What is thrown counts as failed.</summary>
    Task<Finding> RunAsync(CancellationToken cancellation);
}

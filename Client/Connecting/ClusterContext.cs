using Sweep.Contracts.Spec.Values;

namespace Sweep.Client.Connecting;

/// <summary>A coordinator under a name, as the configuration file keeps it.</summary>
/// <param name="TokenFile">Full path; null: no token.</param>
/// <param name="CaFile">Full path of a PEM file with the authorities to trust; null: those of the system.</param>
public sealed record ClusterContext(string Name, Uri Server, string? TokenFile, string? CaFile)
{
    private static readonly SweepName _name = new();

    public static string ExpectedName => _name.Expected;

    public static bool IsName(string text) => _name.TryParse(text, out _);
}

namespace Sweep.Cli.Running;

/// <summary>What <c>sweep run</c> says alike to people and to programs.</summary>
internal static class RunWords
{
    public const string Released = "given back with its progress saved";

    public const string Lost = "its worker fell silent";

    /// <param name="added">How many trials, in words.</param>
    public static string Grown(string added) => $"The search goes on with {added} more.";

    public static string Paused(string sweep, double gpuHours) =>
        FormattableString.Invariant($"Sweep {sweep} is paused: it has used its {gpuHours:0.##} GPU-hours (limits.gpu-hours).");
}

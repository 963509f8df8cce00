namespace Sweep.Hosting.Telemetry;

/// <summary>One thing that a program's health consists of.</summary>
/// <param name="Name">One word.</param>
/// <param name="IsVital">Whether a program in which it fails is to be started anew; else it is only not to be relied on for now.</param>
/// <param name="Look">Must return at once, from any thread.</param>
public sealed record HealthPart(string Name, bool IsVital, Func<Finding> Look);

/// <param name="Text">In a few words for people; null when there is nothing to say.</param>
public readonly record struct Finding(bool IsWell, string? Text = null)
{
    public static Finding Well { get; } = new(true);
}

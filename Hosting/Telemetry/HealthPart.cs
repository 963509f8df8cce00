namespace Sweep.Hosting.Telemetry;

/// <summary>Describes one part of a program's health.</summary>
/// <param name="Name">The name is one word.</param>
/// <param name="IsVital">Whether the program has to be restarted when this part fails. Else the program is only not ready for now.</param>
/// <param name="Look">Checks the part. It must return at once, and any thread may call it.</param>
public sealed record HealthPart(string Name, bool IsVital, Func<Finding> Look);

/// <param name="Text">Says more in a few words for people; null when there is nothing to say.</param>
public readonly record struct Finding(bool IsWell, string? Text = null)
{
    public static Finding Well { get; } = new(true);
}

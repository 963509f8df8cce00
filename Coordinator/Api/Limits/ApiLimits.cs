namespace Sweep.Coordinator.Api.Limits;

/// <summary>How much of the coordinator one client may take: the owner of a token, or an address when they are not known.</summary>
public sealed record ApiLimits
{
    public static ApiLimits Default { get; } = new();

    /// <summary>Requests a second, as many times ten at once; 0 for no limit.</summary>
    public int Requests { get; init; } = 100;

    /// <summary>Streams at once: Watch, events and the like.</summary>
    public int Streams { get; init; } = 64;

    /// <summary>Attempts to log in on the page, a minute and address.</summary>
    public int Logins { get; init; } = 10;

    /// <summary>For tests: what lasts for a second. The limiters go by the machine's clock, which no test can turn.</summary>
    internal TimeSpan Second { get; init; } = TimeSpan.FromSeconds(1);
}

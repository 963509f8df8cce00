namespace Sweep.Worker.Checkpoints.S3;

/// <summary>How the S3 client uses a storage.</summary>
public sealed record S3Options
{
    public static S3Options Default { get; } = new();

    /// <summary>Null means the region of the environment or the profile.</summary>
    public string? Region { get; init; }

    /// <summary>The most bytes of checkpoints that are cached on this machine; zero caches none.</summary>
    public long CacheLimit { get; init; } = 10L << 30;

    /// <summary>
    /// Larger objects are uploaded in parts of this many bytes. The storage accepts up to 10,000 parts of at least 5 MiB.
    /// </summary>
    public long PartBytes { get; init; } = 64L << 20;

    /// <summary>How often a request that was refused or interrupted is repeated.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Limit of one request; it should suffice for one part over a slow connection.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}

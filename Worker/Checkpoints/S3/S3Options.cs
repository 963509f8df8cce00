namespace Sweep.Worker.Checkpoints.S3;

/// <summary>How a storage is used.</summary>
public sealed record S3Options
{
    public static S3Options Default { get; } = new();

    /// <summary>Null for that of the environment or the profile.</summary>
    public string? Region { get; init; }

    /// <summary>Bytes of checkpoints that are kept on this machine; zero keeps none.</summary>
    public long CacheLimit { get; init; } = 10L << 30;

    /// <summary>Larger objects go up in parts of so many bytes; the storage takes 10,000 parts, of 5 MiB at least.</summary>
    public long PartBytes { get; init; } = 64L << 20;

    /// <summary>Of a request that the storage did not take, or that broke off.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Of a request; it should be enough for a part over a slow line.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}

namespace Sweep.Worker.Data.Downloads;

/// <summary>How files are downloaded.</summary>
public record DownloadOptions
{
    /// <summary>A folder, or its address, that has the same files; null uses the publishers' own addresses.</summary>
    public string? From { get; init; }

    /// <summary>How often a broken transfer is resumed. A server that never answered is not asked again.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>The wait before the first retry. It doubles for each further one, with jitter, up to half a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>It is short, so that a closed network is noticed soon.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A transfer that receives nothing for this long counts as broken.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

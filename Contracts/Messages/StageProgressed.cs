using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: how far a running attempt has come, and the metrics of the epoch that has just ended.</summary>
public sealed record StageProgressed(StageId StageId, int Attempt, string WorkerId) : StageReport(StageId, Attempt, WorkerId)
{
    /// <summary>Epochs of the stage that are done, including those before a resume.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs of the whole stage.</summary>
    public int Epochs { get; init; }

    /// <summary>Share of the stage's steps that are done, 0…1.</summary>
    public double Fraction { get; init; }

    /// <summary>Training images per second since the last report; zero before the first step.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>
    /// See <see cref="DataSettings.Fingerprint"/>. It is sent once, when the attempt has read its data, and is null otherwise.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>
    /// The last lines that the attempt has logged; null when there are none, and in reports with the metrics of an epoch.
    /// </summary>
    public string? Log { get; init; }

    /// <summary>Metrics of the epoch that has just ended; null between epochs.</summary>
    public EpochMetrics? Metrics { get; init; }
}

using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Messages;

/// <summary>Event: how far a running attempt is, and metrics of the epoch that just ended.</summary>
public sealed record StageProgressed(StageId StageId, int Attempt, string WorkerId) : StageReport(StageId, Attempt, WorkerId)
{
    /// <summary>Epochs done, in this attempt's stage, including those before it was resumed.</summary>
    public int Epoch { get; init; }

    public int Epochs { get; init; }

    /// <summary>Share of the stage's steps that are done, 0…1.</summary>
    public double Fraction { get; init; }

    /// <summary>Training images a second since the last report; zero before the first step.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>See <see cref="DataSettings.Fingerprint"/>: said once, when the attempt has read its data; null otherwise.</summary>
    public string? Data { get; init; }

    /// <summary>The last lines that it has logged; null when there are none, and with the metrics of an epoch.</summary>
    public string? Log { get; init; }

    /// <summary>Metrics of the epoch that just ended; null for a mere heartbeat.</summary>
    public EpochMetrics? Metrics { get; init; }
}

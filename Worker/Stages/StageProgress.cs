using Sweep.Contracts.Messages;

namespace Sweep.Worker.Stages;

/// <summary>How far an engine is in its stage; reported at least once an epoch, and every second or so between.</summary>
/// <param name="Epoch">Epochs done, those before a resume included.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Fraction">Share of the steps done, 0…1.</param>
/// <param name="ImagesPerSecond">Since the last report; zero before the first step.</param>
/// <param name="Metrics">Of the epoch that just ended; null between epochs.</param>
public sealed record StageProgress(int Epoch, int Epochs, double Fraction, double ImagesPerSecond, EpochMetrics? Metrics)
{
    /// <summary>See <see cref="StageProgressed.Data"/>.</summary>
    public string? Data { get; init; }
}

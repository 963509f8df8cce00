using Sweep.Contracts.Messages;

namespace Sweep.Worker.Stages;

/// <summary>How far an engine has come with its stage. It reports at least once an epoch, and about every second in between.</summary>
/// <param name="Epoch">Epochs done, including those before a resume.</param>
/// <param name="Epochs">Epochs of the whole stage.</param>
/// <param name="Fraction">Share of the steps that are done, 0…1.</param>
/// <param name="ImagesPerSecond">Training images per second since the last report; zero before the first step.</param>
/// <param name="Metrics">Metrics of the epoch that has just ended; null between epochs.</param>
public sealed record StageProgress(int Epoch, int Epochs, double Fraction, double ImagesPerSecond, EpochMetrics? Metrics)
{
    /// <summary>See <see cref="StageProgressed.Data"/>.</summary>
    public string? Data { get; init; }
}

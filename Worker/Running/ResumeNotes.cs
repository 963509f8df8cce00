using Sweep.Contracts.Messages;

namespace Sweep.Worker.Running;

/// <summary>What an attempt leaves to the next one besides tensors.</summary>
/// <param name="Elapsed">Of the stage, all attempts together.</param>
/// <param name="Warnings">Of the last removal.</param>
/// <param name="Parts">The most that batches were worked off in; 1 when never in parts.</param>
/// <param name="Curve">Epochs reported so far; null when attempts of a release that did not keep it took part.</param>
/// <param name="Data">Fingerprint of the data that were trained on.</param>
internal sealed record ResumeNotes(
    TimeSpan Elapsed,
    IReadOnlyList<string> Warnings,
    int Parts,
    IReadOnlyList<EpochMetrics>? Curve,
    string Data
);

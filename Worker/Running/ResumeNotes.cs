using Sweep.Contracts.Messages;

namespace Sweep.Worker.Running;

/// <summary>What an attempt passes on to the next one in addition to tensors.</summary>
/// <param name="Elapsed">Time spent on the stage by all attempts together.</param>
/// <param name="Warnings">Warnings of the last removal.</param>
/// <param name="Parts">The largest number of parts into which batches were split; 1 when they never were.</param>
/// <param name="Curve">Epochs reported so far; null when an attempt of a release that did not store them took part.</param>
/// <param name="Data">Fingerprint of the training data.</param>
internal sealed record ResumeNotes(
    TimeSpan Elapsed,
    IReadOnlyList<string> Warnings,
    int Parts,
    IReadOnlyList<EpochMetrics>? Curve,
    string Data
);

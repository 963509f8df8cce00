using System.Text.Json;
using Sweep.Contracts.Messages;

namespace Sweep.Worker.Running;

/// <summary>
/// Stores a stage's epochs in a checkpoint's metadata, so that the attempt that finishes the stage can report all of them.
/// </summary>
internal static class LearningCurve
{
    public const string Key = "epochs";

    public static string Write(IReadOnlyList<EpochMetrics> epochs) => JsonSerializer.Serialize(epochs);

    /// <summary>Reads the epochs; null in a checkpoint of a release that did not store them.</summary>
    /// <exception cref="JsonException">The text is not a learning curve.</exception>
    public static IReadOnlyList<EpochMetrics>? Read(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(Key, out var json) ? JsonSerializer.Deserialize<IReadOnlyList<EpochMetrics>>(json) : null;
}

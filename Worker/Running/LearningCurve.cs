using System.Text.Json;
using Sweep.Contracts.Messages;

namespace Sweep.Worker.Running;

/// <summary>A stage's epochs in a checkpoint's metadata, so that whichever attempt ends the stage can report all of them.</summary>
internal static class LearningCurve
{
    public const string Key = "epochs";

    public static string Write(IReadOnlyList<EpochMetrics> epochs) => JsonSerializer.Serialize(epochs);

    /// <summary>Null in a checkpoint of a release that did not keep it.</summary>
    /// <exception cref="JsonException">It is not a curve.</exception>
    public static IReadOnlyList<EpochMetrics>? Read(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(Key, out var json) ? JsonSerializer.Deserialize<IReadOnlyList<EpochMetrics>>(json) : null;
}

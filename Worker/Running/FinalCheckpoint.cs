using System.Text.Json;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Data;
using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>What a finished stage leaves behind: its network, and in the metadata its result and what its classes mean.</summary>
internal static class FinalCheckpoint
{
    private const string StageKey = "stage";
    private const string ResultKey = "result";
    private const string LabelsKey = "labels";

    /// <summary>Null when the stage is not finished.</summary>
    public static SavedNetwork? Open(ICheckpointStore store, StageId id)
    {
        var name = CheckpointName.Final(id);
        var stream = store.OpenReadAsync(name, CancellationToken.None).GetAwaiter().GetResult();
        return stream is null ? null : NetworkCheckpoint.Open(stream, name.ToString());
    }

    /// <exception cref="CheckpointException">The file holds no result.</exception>
    public static StageResult Result(SavedNetwork saved, StageId id) =>
        saved.Metadata.TryGetValue(ResultKey, out var json) && JsonSerializer.Deserialize<StageResult>(json) is { } result
            ? result
            : throw new CheckpointException(CheckpointName.Final(id).ToString(), $"its metadata has no '{ResultKey}'.");

    /// <summary>False when the network's outputs stand for other things than a data set's classes.</summary>
    public static bool HasLabels(SavedNetwork saved, Dataset data) => saved.Metadata.GetValueOrDefault(LabelsKey) == Labels(data);

    public static void Write(
        ICheckpointStore store, StageId id, Network network, NetworkDefinition definition, WeightMask mask, Dataset data, StageResult result)
    {
        using var masks = mask.ToTensor();
        var metadata = new Dictionary<string, string>
        {
            [StageKey] = id.ToString(),
            [ResultKey] = JsonSerializer.Serialize(result),
            [LabelsKey] = Labels(data),
        };
        store.WriteAsync(
            CheckpointName.Final(id),
            stream =>
            {
                NetworkCheckpoint.Save(stream, network, definition, masks, metadata: metadata);
                return Task.CompletedTask;
            },
            CancellationToken.None).GetAwaiter().GetResult();
    }

    private static string Labels(Dataset data) => JsonSerializer.Serialize(data.ClassNames.Prepend(data.Name));
}

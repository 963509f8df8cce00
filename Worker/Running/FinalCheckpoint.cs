using System.Globalization;
using System.Text.Json;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Data;
using Sweep.Worker.Models;
using Sweep.Worker.Native;
using Sweep.Worker.Pruning;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>
/// The checkpoint of a finished stage: its network, and in the metadata its result, its learning curve and the meaning of its classes.
/// </summary>
internal static class FinalCheckpoint
{
    private const string StageKey = "stage";
    private const string ResultKey = "result";
    private const string LabelsKey = "labels";
    private const string AgainKey = "again";

    /// <summary>Opens the checkpoint; null when the stage is not finished.</summary>
    public static SavedNetwork? Open(ICheckpointStore store, StageId id)
    {
        var name = CheckpointName.Final(id);
        var stream = DedicatedThread.Wait(store.OpenReadAsync(name, CancellationToken.None));
        return stream is null ? null : NetworkCheckpoint.Open(stream, name.ToString());
    }

    /// <summary>Reads the result of a finished stage; null when the stage is not finished.</summary>
    /// <exception cref="CheckpointException">The file is damaged or holds no result.</exception>
    public static FinishedStage? Find(ICheckpointStore store, StageId id)
    {
        using var saved = Open(store, id);
        if (saved is null)
        {
            return null;
        }

        try
        {
            return saved.Metadata.TryGetValue(ResultKey, out var json) && JsonSerializer.Deserialize<StageResult>(json) is { } result
                ? new FinishedStage(result, LearningCurve.Read(saved.Metadata) ?? [])
                : throw new CheckpointException(CheckpointName.Final(id).ToString(), $"its metadata has no '{ResultKey}'.");
        }
        catch (JsonException error)
        {
            throw new CheckpointException(
                CheckpointName.Final(id).ToString(),
                $"its metadata cannot be read: {error.Message}",
                inner: error
            );
        }
    }

    /// <summary>Deletes the checkpoint. If that fails, the exception ends the attempt.</summary>
    public static void Remove(ICheckpointStore store, StageId id) =>
        DedicatedThread.Wait(store.DeleteAsync(CheckpointName.Final(id), CancellationToken.None));

    /// <summary>
    /// A warning for the results of the stage's children when its network is not the one whose result was stored, but was trained again
    /// after that one was lost. Null when it is the original network.
    /// </summary>
    public static string? NoteOf(SavedNetwork saved, StageId id) =>
        saved.Metadata.ContainsKey(AgainKey)
        && saved.Metadata.TryGetValue(ResultKey, out var json)
        && JsonSerializer.Deserialize<StageResult>(json) is { } result
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"It starts from stage {id.Abbreviation} as it was made anew, on {result.Device}, when its checkpoint was lost: top-1 {result.Top1:0.00} % there."
            )
            : null;

    /// <summary>False when the network's outputs do not stand for the classes of this data set.</summary>
    public static bool HasLabels(SavedNetwork saved, Dataset data) => saved.Metadata.GetValueOrDefault(LabelsKey) == Labels(data);

    /// <summary>Stores the checkpoint; returns false and changes nothing when the stage is already finished.</summary>
    /// <exception cref="StageException">The checkpoint could not be stored.</exception>
    public static bool TryCreate(
        ICheckpointStore store,
        StageWork work,
        Network network,
        NetworkDefinition definition,
        WeightMask mask,
        Dataset data,
        FinishedStage finished
    )
    {
        var id = work.Stage.Id;
        using var masks = mask.ToTensor();
        var metadata = new Dictionary<string, string>
        {
            [StageKey] = id.ToString(),
            [ResultKey] = JsonSerializer.Serialize(finished.Result),
            [LearningCurve.Key] = LearningCurve.Write(finished.Epochs),
            [LabelsKey] = Labels(data),
        };
        if (work.IsAgain)
        {
            metadata.Add(AgainKey, "true");
        }

        try
        {
            return DedicatedThread.Wait(
                store.TryCreateAsync(
                    CheckpointName.Final(id),
                    stream =>
                    {
                        NetworkCheckpoint.Save(stream, network, definition, masks, metadata: metadata);
                        return Task.CompletedTask;
                    },
                    CancellationToken.None
                )
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StageException($"The stage's final checkpoint could not be stored: {error.Message}", FailureCause.Unknown, error);
        }
    }

    private static string Labels(Dataset data) => JsonSerializer.Serialize(data.ClassNames.Prepend(data.Name));
}

using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Models;
using Sweep.Worker.Native;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>
/// The checkpoint from which an interrupted stage resumes: network, mask, optimizer, the current epoch's loss so far, the earlier epochs,
/// and the step, which together with the seed determines all random numbers.
/// </summary>
internal sealed class ResumeCheckpoint(ICheckpointStore store, StageId id, ILogger log)
{
    private const string StepKey = "step";
    private const string TrainingTimeKey = "training-time";
    private const string ElapsedKey = "elapsed";
    private const string WarningsKey = "warnings";
    private const string PartsKey = "parts";
    private const string DataKey = "data";
    private const string LossName = "loss-sum";

    private readonly CheckpointName _name = CheckpointName.Resume(id);

    /// <summary>
    /// Saves the state of a stage. A store that is full or unreachable does not end the attempt: the failure is logged, the previous
    /// checkpoint stays, and only an interruption would lose the work since then.
    /// </summary>
    public void Save(Network network, NetworkDefinition definition, WeightMask mask, Trainer trainer, ResumeNotes notes)
    {
        using var masks = mask.ToTensor();
        var extra = new Dictionary<string, Tensor>(trainer.Optimizer.State) { [LossName] = trainer.LossSum };
        var metadata = new Dictionary<string, string>
        {
            [StepKey] = trainer.Step.ToString(CultureInfo.InvariantCulture),
            [TrainingTimeKey] = trainer.TimeSpent.ToString("c", CultureInfo.InvariantCulture),
            [ElapsedKey] = notes.Elapsed.ToString("c", CultureInfo.InvariantCulture),
            [WarningsKey] = JsonSerializer.Serialize(notes.Warnings),
            [PartsKey] = notes.Parts.ToString(CultureInfo.InvariantCulture),
            [DataKey] = notes.Data,
        };
        if (notes.Curve is { } curve)
        {
            metadata.Add(LearningCurve.Key, LearningCurve.Write(curve));
        }

        try
        {
            DedicatedThread.Wait(
                store.WriteAsync(
                    _name,
                    stream =>
                    {
                        NetworkCheckpoint.Save(stream, network, definition, masks, extra, metadata);
                        return Task.CompletedTask;
                    },
                    CancellationToken.None
                )
            );

            // Another attempt may have finished the stage just before, when there was no checkpoint to delete yet.
            if (DedicatedThread.Wait(store.ExistsAsync(CheckpointName.Final(id), CancellationToken.None)))
            {
                Delete();
            }
        }
        catch (Exception error) when (IsStorage(error))
        {
            log.ProgressWasNotSaved(id.Abbreviation, trainer.Step, error.Message);
        }
    }

    /// <summary>Restores the state of a stage; null when there is no checkpoint.</summary>
    /// <param name="data">Fingerprint of the data used by this attempt.</param>
    /// <exception cref="UnusableResumeException">
    /// The file was unusable and has been deleted; network, mask and trainer must not be used either.
    /// </exception>
    public ResumeNotes? Restore(Network network, WeightMask mask, Trainer trainer, string data)
    {
        try
        {
            return Read(network, mask, trainer, data);
        }
        catch (Exception error) when (error is CheckpointException or KeyNotFoundException or FormatException or JsonException)
        {
            Delete();
            throw new UnusableResumeException(error);
        }
    }

    /// <summary>Deletes the checkpoint. One that cannot be deleted does no harm, as it is never read once the stage is finished.</summary>
    public void Delete()
    {
        try
        {
            DedicatedThread.Wait(store.DeleteAsync(_name, CancellationToken.None));
        }
        catch (Exception error) when (IsStorage(error))
        {
            log.CheckpointWasNotDeleted(_name, error.Message);
        }
    }

    private static bool IsStorage(Exception error) => error is IOException or UnauthorizedAccessException;

    private ResumeNotes? Read(Network network, WeightMask mask, Trainer trainer, string data)
    {
        using var stream = DedicatedThread.Wait(store.OpenReadAsync(_name, CancellationToken.None));
        if (stream is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var saved = NetworkCheckpoint.Open(stream, _name.ToString());
        if (saved.Metadata.TryGetValue(DataKey, out var other) && other != data)
        {
            throw new CheckpointException(
                _name.ToString(),
                $"it was made from other data, of the fingerprint {DataSettings.Shorten(other)}; those here have {DataSettings.Shorten(data)}."
            );
        }

        saved.RestoreInto(network);
        foreach (var (key, tensor) in trainer.Optimizer.State)
        {
            saved.ReadExtraInto(key, tensor);
        }

        saved.ReadExtraInto(LossName, trainer.LossSum);
        if (saved.ReadMasks(network) is { } masks)
        {
            mask.Set(masks.cpu().data<bool>().ToArray(), [network.Flat]);
        }

        trainer.Step = long.Parse(saved.Metadata[StepKey], CultureInfo.InvariantCulture);
        trainer.TimeSpent = TimeSpan.ParseExact(saved.Metadata[TrainingTimeKey], "c", CultureInfo.InvariantCulture);
        return new ResumeNotes(
            TimeSpan.ParseExact(saved.Metadata[ElapsedKey], "c", CultureInfo.InvariantCulture),
            JsonSerializer.Deserialize<IReadOnlyList<string>>(saved.Metadata[WarningsKey]) ?? [],
            saved.Metadata.TryGetValue(PartsKey, out var parts) ? int.Parse(parts, CultureInfo.InvariantCulture) : 1,
            LearningCurve.Read(saved.Metadata),
            data
        );
    }
}

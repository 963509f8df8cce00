using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Models;
using Sweep.Worker.Native;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>
/// What an interrupted stage goes on from: network, mask, optimizer, the epoch's loss so far, the epochs before it, and the step,
/// which with the seed is all there is to know of random numbers.
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
    /// A place that is full, or away, costs work when this attempt is interrupted, but is no reason to end it: it is said in the
    /// log, and what was saved before stays.
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

            // Another attempt may have ended the stage, and found nothing to delete, just before.
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

    /// <summary>Null when there is nothing to go on from.</summary>
    /// <param name="data">Fingerprint of the data that are trained on here.</param>
    /// <exception cref="UnusableResumeException">The file cannot be used and was deleted; network, mask and trainer are not to be used either.</exception>
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

    /// <summary>A file that cannot be deleted stays: it is never read again once the stage is finished.</summary>
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

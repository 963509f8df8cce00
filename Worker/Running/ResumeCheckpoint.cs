using Sweep.Contracts.Messages;
using System.Globalization;
using System.Text.Json;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using Sweep.Worker.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>
/// What an interrupted stage goes on from: network, mask, optimizer, the epoch's loss so far, and the step, which with the seed is
/// all there is to know of random numbers.
/// </summary>
internal sealed class ResumeCheckpoint(ICheckpointStore store, StageId id)
{
    private const string StepKey = "step";
    private const string TrainingTimeKey = "training-time";
    private const string ElapsedKey = "elapsed";
    private const string WarningsKey = "warnings";
    private const string LossName = "loss-sum";

    private readonly CheckpointName name = CheckpointName.Resume(id);

    /// <param name="elapsed">Of the stage, all attempts together.</param>
    /// <param name="warnings">Of the last removal.</param>
    public void Save(Network network, NetworkDefinition definition, WeightMask mask, Trainer trainer, TimeSpan elapsed, IReadOnlyList<string> warnings)
    {
        using var masks = mask.ToTensor();
        var extra = new Dictionary<string, Tensor>(trainer.Optimizer.State) { [LossName] = trainer.LossSum };
        var metadata = new Dictionary<string, string>
        {
            [StepKey] = trainer.Step.ToString(CultureInfo.InvariantCulture),
            [TrainingTimeKey] = trainer.TimeSpent.ToString("c", CultureInfo.InvariantCulture),
            [ElapsedKey] = elapsed.ToString("c", CultureInfo.InvariantCulture),
            [WarningsKey] = JsonSerializer.Serialize(warnings),
        };
        store.WriteAsync(
            name,
            stream =>
            {
                NetworkCheckpoint.Save(stream, network, definition, masks, extra, metadata);
                return Task.CompletedTask;
            },
            CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>Null when there is nothing to go on from.</summary>
    /// <exception cref="StageException">The file cannot be used and was deleted: the next attempt begins anew.</exception>
    public (TimeSpan Elapsed, IReadOnlyList<string> Warnings)? Restore(Network network, WeightMask mask, Trainer trainer)
    {
        try
        {
            return Read(network, mask, trainer);
        }
        catch (Exception error) when (error is CheckpointException or KeyNotFoundException or FormatException or JsonException)
        {
            Delete();
            throw new StageException($"The stage could not go on where it was: {error.Message} It begins anew.", FailureCause.Unknown, error);
        }
    }

    public void Delete() => store.DeleteAsync(name, CancellationToken.None).GetAwaiter().GetResult();

    private (TimeSpan Elapsed, IReadOnlyList<string> Warnings)? Read(Network network, WeightMask mask, Trainer trainer)
    {
        using var stream = store.OpenReadAsync(name, CancellationToken.None).GetAwaiter().GetResult();
        if (stream is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var saved = NetworkCheckpoint.Open(stream, name.ToString());
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
        return (
            TimeSpan.ParseExact(saved.Metadata[ElapsedKey], "c", CultureInfo.InvariantCulture),
            JsonSerializer.Deserialize<IReadOnlyList<string>>(saved.Metadata[WarningsKey]) ?? []);
    }
}

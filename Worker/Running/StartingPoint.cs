using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Checkpoints.Safetensors;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Weights;
using Sweep.Worker.Models;
using Sweep.Worker.Pruning;
using Sweep.Worker.Stages;
using Sweep.Worker.Training.Batches;
using static TorchSharp.torch;

namespace Sweep.Worker.Running;

/// <summary>The network with which a stage begins: a random one, published weights, or its parent's network.</summary>
internal sealed record StartingPoint(Network Network, NetworkDefinition Definition, WeightMask Mask) : IDisposable
{
    /// <exception cref="StageException">The parent's checkpoint or the weights are missing or belong to another network.</exception>
    public static StartingPoint Create(StageDefinition stage, Dataset data, ICheckpointStore store, DataFolders folders, Device device)
    {
        if (stage.Parent is { } parent)
        {
            using var saved = Open(store, parent);
            return From(saved, stage, data, keepClassifier: FinalCheckpoint.HasLabels(saved, data), device) with
            {
                Note = FinalCheckpoint.NoteOf(saved, parent),
            };
        }

        if (stage.Weights is { } weights)
        {
            var path = WeightsCatalogue.Locate(weights, folders).Path;
            using var saved = ImportedWeights.Load(path);
            var imported = From(saved, stage, data, keepClassifier: false, device);
            RefuseNotFinite(imported, path);
            return imported;
        }

        var definition = new NetworkDefinition
        {
            Model = stage.Model,
            Image = stage.Data.Image,
            Classes = data.Classes,
            Input = InputStatistics.Of(data.Train),
        };
        var point = Build(definition, stage, device);
        point.Network.Initialise(stage.Seed);
        return point;
    }

    /// <summary>See <see cref="FinalCheckpoint.NoteOf"/>.</summary>
    public string? Note { get; init; }

    /// <summary>The places of the network's parameters in its flat vector.</summary>
    public IReadOnlyList<ParameterSpan> Parameters { get; } =
    [.. Network.Parameters.Select(view => new ParameterSpan(view.Name, (int)view.Offset, (int)view.Count, view.IsPrunable))];

    /// <summary>Share of the weights of convolutions and linear layers that is removed, 0…1.</summary>
    public double Sparsity => (double)Mask.Kept[..(int)Network.PrunableCount].Count(false) / Network.PrunableCount;

    public void Dispose()
    {
        Network.Dispose();
        Mask.Dispose();
    }

    /// <summary>Opens the parent's checkpoint. A damaged one is removed and counts as missing.</summary>
    private static SavedNetwork Open(ICheckpointStore store, StageId parent)
    {
        try
        {
            return FinalCheckpoint.Open(store, parent) ?? throw new MissingParentException(parent);
        }
        catch (CheckpointException damage)
        {
            FinalCheckpoint.Remove(store, parent);
            throw new MissingParentException(parent, damage);
        }
    }

    private static StartingPoint From(SavedNetwork saved, StageDefinition stage, Dataset data, bool keepClassifier, Device device)
    {
        using var scope = NewDisposeScope();
        var definition = saved.Continue(stage.Model, stage.Data.Image, data.Classes);
        var point = Build(definition with { Input = definition.Input ?? InputStatistics.Of(data.Train) }, stage, device);
        saved.TransferInto(point.Network, stage.Seed, keepClassifier);
        if (saved.ReadMasks(point.Network) is { } masks)
        {
            point.Mask.Set(masks.cpu().data<bool>().ToArray(), [point.Network.Flat]);
        }

        return point;
    }

    /// <summary>Refuses weights with NaN or infinity; training from them would fail only later, as if it had diverged.</summary>
    private static void RefuseNotFinite(StartingPoint point, string path)
    {
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in point.Network.State.Where(state => is_floating_point(state.Value)))
        {
            if (!tensor.isfinite().all().item<bool>())
            {
                point.Dispose();
                throw new CheckpointException(
                    path,
                    "it holds NaN or infinity: the file is damaged, or the training that made it diverged. Use other weights.",
                    name
                );
            }
        }
    }

    private static StartingPoint Build(NetworkDefinition definition, StageDefinition stage, Device device)
    {
        var network = new Network(definition.Architecture(), stage.Training.Precision, device);
        return new StartingPoint(network, definition, new WeightMask(network.Flat.numel()));
    }
}

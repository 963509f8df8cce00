using Sweep.Contracts.Architectures;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Evaluating;

namespace Sweep.Worker.Running;

/// <summary>How much memory a stage takes, told before it is begun. Pure.</summary>
public static class StageMemory
{
    private const int Float = 4;

    /// <summary>Of an image in CIFAR's files, and in SVHN's.</summary>
    private const int RecordBytes = 3 * 32 * 32;

    /// <summary>Of whole vectors as long as the parameters: weights, the layers' gradients, and those flattened.</summary>
    private const int VectorsOfEveryStep = 3;

    /// <summary>What libtorch's code, generated kernels and scratch take as soon as there is work at all.</summary>
    private const long Base = 32L << 20;

    /// <summary>Copies inside of libtorch, and what its allocator keeps for the next step.</summary>
    private const double Margin = 1.35;

    /// <summary>Classes and images of a data set that planning does not know.</summary>
    private static readonly DatasetFacts _unknown = new("", 100, 100_000, 20_000);

    /// <summary>
    /// Bytes beyond what an idle worker has, of the machine's memory on a CPU and of the device's on a GPU: data, weights, and what a
    /// batch leaves for its gradient. Within a factor of two of what was measured on a CPU; see docs/benchmarks.md.
    /// </summary>
    /// <param name="splits">See <see cref="Contracts.Messages.RunStage.Splits"/>.</param>
    /// <returns>Zero for a stage that cannot be executed: it will say so itself.</returns>
    public static long Of(StageDefinition stage, int splits)
    {
        try
        {
            var (train, test) = Images(stage.Data);
            var facts = Facts(stage.Data);
            return Of(stage, splits, train, test, facts.HasSplit ? facts.TrainImages + facts.TestImages : 0);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            return 0;
        }
    }

    /// <summary>Bytes that it takes until its images are loaded: the files that they are taken from, and they themselves.</summary>
    internal static long OfLoading(StageDefinition stage)
    {
        var (train, test) = Images(stage.Data);
        var facts = Facts(stage.Data);
        return ((facts.HasSplit ? facts.TrainImages + facts.TestImages : 0) * RecordBytes)
            + (ImageSet.Channels * (train + test) * stage.Data.Image * stage.Data.Image);
    }

    /// <summary>Bytes that it still takes once its images are loaded.</summary>
    internal static long Of(StageDefinition stage, int splits, Dataset data)
    {
        try
        {
            return Of(stage, splits, data.Train.Count, data.Test.Count, read: 0);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            return 0;
        }
    }

    /// <param name="train">Images it trains on.</param>
    /// <param name="test">Images it is tested on.</param>
    /// <param name="read">Images of the files that it takes them from, which are read whole.</param>
    internal static long Of(StageDefinition stage, int splits, long train, long test, long read)
    {
        var architecture = ArchitectureCatalogue.Create(stage.Model, stage.Data.Image, Classes(stage.Data));
        var layers = architecture.Costs();
        var part = BatchPart.Of((int)Math.Min(stage.Training.Batch, train), splits, architecture).Max(images => images.Count);
        var batch = Math.Max(
            stage.Training.Epochs == 0 ? 0 : part * TrainedImage(layers, stage),
            Math.Min(test, Evaluator.BatchOf(stage.Data.Image, splits)) * TestedImage(layers)
        );
        return Base + (read * RecordBytes) + Data(stage, train, test) + (long)(Margin * (Vectors(stage, architecture) + batch));
    }

    /// <summary>As loaded, and again on the device: there with a margin to crop in.</summary>
    private static long Data(StageDefinition stage, long train, long test)
    {
        var side = stage.Data.Image;
        var wide = side + (stage.Training.Augment.Contains(Augmentation.Crop) ? EpochDraws.Margin(side) : 0);
        return ImageSet.Channels * ((train * ((side * side) + (wide * wide))) + (2 * test * side * side));
    }

    private static long Vectors(StageDefinition stage, Architecture architecture)
    {
        var training = stage.Training;
        var optimizer = training.Optimizer == Optimizer.AdamW ? 3 : 1;
        var cast = training.Precision == Precision.Bf16 ? 0.5 : 0;

        // The mask as numbers and as flags; while it is made, the weights and their ranking in the machine's memory.
        var mask = stage.Pruning is null ? 0.25 : 3.5;
        return (long)((VectorsOfEveryStep + optimizer + cast + mask) * Float * architecture.Parameters);
    }

    /// <summary>What autograd keeps of an image's maps, and what the backward pass needs at its widest place.</summary>
    private static long TrainedImage(IReadOnlyList<LayerCost> layers, StageDefinition stage)
    {
        var bf16 = stage.Training.Precision == Precision.Bf16;
        var map = bf16 ? 2 : Float;
        var kept = layers.Sum(cost =>
            Numbers(cost.Output)
            * cost.Layer switch
            {
                Activation { Ceiling: not null } when bf16 => map,
                Activation or Flatten => 0,
                // libtorch's indices are int64.
                MaxPool => map + sizeof(long),
                Dropout => 2 * map,
                _ => map,
            }
        );
        return kept + (2 * Widest(layers, map)) + Input(layers);
    }

    private static long TestedImage(IReadOnlyList<LayerCost> layers) => Widest(layers, Float) + Input(layers);

    /// <summary>A layer's input and output.</summary>
    private static long Widest(IReadOnlyList<LayerCost> layers, int map) =>
        layers.Max(cost => Numbers(cost.Input) + Numbers(cost.Output)) * map;

    /// <summary>Where each pixel comes from as int64, and the pixel as bytes and as numbers before and after normalisation.</summary>
    private static long Input(IReadOnlyList<LayerCost> layers) =>
        layers[0].Input.Pixels * (sizeof(long) + (ImageSet.Channels * (1 + (2 * Float))));

    private static long Numbers(Shape shape) => shape.Channels * shape.Pixels;

    private static int Classes(DataSettings data) => data.Classes?.Count ?? Facts(data).Classes;

    private static DatasetFacts Facts(DataSettings data) => DatasetFacts.Find(data.Dataset) ?? _unknown;

    private static (long Train, long Test) Images(DataSettings data)
    {
        var facts = Facts(data);
        var share = (double)Classes(data) / facts.Classes;
        var (train, test) = (share * facts.TrainImages, share * facts.TestImages);
        if (!facts.HasSplit)
        {
            (train, test) = (Classes(data) * data.TrainPerClass, Math.Max(0, train + test - (Classes(data) * data.TrainPerClass)));
        }

        return ((long)Math.Min(train, data.Samples ?? double.MaxValue), (long)test);
    }
}

using Sweep.Contracts.Architectures;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Training.Batches;
using Sweep.Worker.Training.Evaluating;

namespace Sweep.Worker.Running;

/// <summary>Estimates how much memory a stage takes, before it begins. Pure.</summary>
public static class StageMemory
{
    /// <summary>Bytes of a number in fp32.</summary>
    private const int Float = 4;

    /// <summary>Bytes of an image in the files of CIFAR and of SVHN.</summary>
    private const int RecordBytes = 3 * 32 * 32;

    /// <summary>
    /// Number of vectors as long as the parameters that every step needs: the weights, the layers' gradients, and the flattened gradient.
    /// </summary>
    private const int VectorsOfEveryStep = 3;

    /// <summary>Bytes that libtorch's code, generated kernels and scratch memory take as soon as it computes anything.</summary>
    private const long Base = 32L << 20;

    /// <summary>Factor for copies inside libtorch and for memory that its allocator keeps for the next step.</summary>
    private const double Margin = 1.35;

    /// <summary>The assumed classes and images of an unknown data set.</summary>
    private static readonly DatasetFacts _unknown = new("", 100, 100_000, 20_000);

    /// <summary>
    /// Bytes that a stage takes in addition to an idle worker's, of the machine's memory on a CPU and of the device's on a GPU: data,
    /// weights, and what a batch keeps for its gradient. The estimate is within a factor of two of measurements on a CPU; see
    /// docs/benchmarks.md.
    /// </summary>
    /// <param name="splits">See <see cref="Contracts.Messages.RunStage.Splits"/>.</param>
    /// <returns>Zero for a stage that cannot be executed: the engine will report why.</returns>
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

    /// <summary>Bytes that a stage takes while its images are loaded: the files and the images themselves.</summary>
    internal static long OfLoading(StageDefinition stage)
    {
        var (train, test) = Images(stage.Data);
        var facts = Facts(stage.Data);
        return ((facts.HasSplit ? facts.TrainImages + facts.TestImages : 0) * RecordBytes)
            + (ImageSet.Channels * (train + test) * stage.Data.Image * stage.Data.Image);
    }

    /// <summary>Bytes that a stage still needs once its images are loaded.</summary>
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

    /// <param name="train">Number of training images.</param>
    /// <param name="test">Number of test images.</param>
    /// <param name="read">Number of images in the files, which are read whole.</param>
    internal static long Of(StageDefinition stage, int splits, long train, long test, long read)
    {
        var architecture = ArchitectureCatalogue.Create(stage.Model, stage.Data.Image, Classes(stage.Data));
        var layers = architecture.Costs();
        var part = BatchPart.Split((int)Math.Min(stage.Training.Batch, train), splits, architecture).Max(images => images.Count);
        var batch = Math.Max(
            stage.Training.Epochs == 0 ? 0 : part * TrainedImage(layers, stage),
            Math.Min(test, Evaluator.BatchSize(stage.Data.Image, splits)) * TestedImage(layers)
        );
        return Base + (read * RecordBytes) + Data(stage, train, test) + (long)(Margin * (Vectors(stage, architecture) + batch));
    }

    /// <summary>Bytes of the images as loaded, and again on the device, where training images have a margin for crops.</summary>
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

        // The mask as numbers and as flags, and while it is computed the weights and their ranks in the machine's memory.
        var mask = stage.Pruning is null ? 0.25 : 3.5;
        return (long)((VectorsOfEveryStep + optimizer + cast + mask) * Float * architecture.Parameters);
    }

    /// <summary>Bytes per training image: the maps that autograd keeps, and what the backward pass needs at the widest layer.</summary>
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
                // libtorch keeps the indices of the maxima as int64.
                MaxPool => map + sizeof(long),
                Dropout => 2 * map,
                _ => map,
            }
        );
        return kept + (2 * Widest(layers, map)) + Input(layers);
    }

    /// <summary>Bytes per test image.</summary>
    private static long TestedImage(IReadOnlyList<LayerCost> layers) => Widest(layers, Float) + Input(layers);

    /// <summary>Bytes of the largest input and output of one layer.</summary>
    private static long Widest(IReadOnlyList<LayerCost> layers, int map) =>
        layers.Max(cost => Numbers(cost.Input) + Numbers(cost.Output)) * map;

    /// <summary>
    /// Bytes to prepare an image: the index of each pixel as int64, and the pixel as bytes and as numbers before and after normalisation.
    /// </summary>
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

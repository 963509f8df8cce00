using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Models;
using Sweep.Worker.Training.Batches;
using static TorchSharp.torch;

namespace Sweep.Tests.Worker.Training.Batches;

[Trait(TestDevice.Trait, TestDevice.Any)]
public sealed class BatchSourceTests
{
    private const int Side = 16;
    private const int Seed = 3;

    // This normalisation makes inputs equal to bytes.
    private static readonly InputNormalisation _asIs = new([0, 0, 0], [1 / 255.0, 1 / 255.0, 1 / 255.0]);

    [Theory]
    [InlineData()]
    [InlineData(Augmentation.Crop)]
    [InlineData(Augmentation.Flip)]
    [InlineData(Augmentation.Crop, Augmentation.Flip)]
    public void At_EveryStepOfAnEpoch_GivesEachImageCroppedAndMirroredByItself(params Augmentation[] augment)
    {
        var set = Images.Noise(count: 40, Side, classes: 40);
        using var source = Create(set, batch: 8, augment);
        var seen = new List<int>();
        var crops = new HashSet<(int, int, int)>();

        for (var step = 5; step < 10; step++)
        {
            var (images, labels) = Read(source, step);
            for (var i = 0; i < labels.Length; i++)
            {
                // Labels are distinct, so a label identifies its image.
                var (image, draw) = Draw((8 * (step - 5)) + i, augment);
                Assert.Equal(image, labels[i]);
                Assert.Equal(Crop(set, image, draw), images[i]);
                seen.Add(labels[i]);
                crops.Add(draw);
            }
        }

        Assert.Equal(Enumerable.Range(0, 40), seen.Order());
        Assert.NotEqual(Enumerable.Range(0, 40), seen);
        Assert.Equal(augment.Length == 0, crops.Count == 1);
    }

    [Fact]
    public void At_TwoEpochs_AreShuffledDifferently()
    {
        using var source = Create(Images.Noise(40, Side, 40), batch: 40, []);

        Assert.NotEqual(Read(source, 0).Labels, Read(source, 1).Labels);
    }

    [Fact]
    public void At_FreshSourceInTheMiddle_GivesTheSameBatch()
    {
        var set = Images.Noise(40, Side, 40);
        using var first = Create(set, batch: 8, [Augmentation.Crop, Augmentation.Flip]);
        using var second = Create(set, batch: 8, [Augmentation.Crop, Augmentation.Flip]);
        for (var step = 0; step < 7; step++)
        {
            Read(first, step);
        }

        Assert.Equal(Read(first, 7).Images, Read(second, 7).Images);
    }

    [Theory]
    [InlineData(40, 8, 5, 8)]
    [InlineData(47, 8, 5, 8)]
    [InlineData(7, 8, 1, 7)]
    public void StepsPerEpoch_LastBatchNotFull_IsLeftOutUnlessItIsTheOnlyOne(int count, int batch, int steps, int imagesPerStep)
    {
        using var source = Create(Images.Noise(count, Side, count), batch, []);

        Assert.Equal(steps, source.StepsPerEpoch);
        Assert.Equal(imagesPerStep, source.ImagesPerStep);
    }

    [Fact]
    public void At_Parts_AreTheWholeBatch()
    {
        using var source = Create(Images.Noise(20, Side, 20), 7, [Augmentation.Crop, Augmentation.Flip]);
        var whole = Read(source, 3);

        var parts = new[] { new BatchPart(0, 3), new BatchPart(3, 4) }.Select(part => Read(source, 3, part)).ToList();

        Assert.Equal(whole.Images, parts.SelectMany(part => part.Images));
        Assert.Equal(whole.Labels, parts.SelectMany(part => part.Labels));
    }

    [Fact]
    public void At_Images_AreNormalisedAndChannelsLast()
    {
        var set = Images.Noise(4, Side, 4);
        var input = InputStatistics.Of(set);
        using var source = new BatchSource(set, input, new TrainingSettings { Batch = 4, Augment = [] }, Seed, TestDevice.Device);
        using var scope = NewDisposeScope();

        var images = source.At(0, new BatchPart(0, 4)).Images;

        Assert.Equal([3 * Side * Side, 1, 3 * Side, 3], images.stride());
        foreach (var channel in Enumerable.Range(0, 3))
        {
            var values = images.select(1, channel);
            Assert.Equal(0, values.mean().item<float>(), 1e-4f);
            Assert.Equal(1, values.square().mean().item<float>(), 1e-3f);
        }
    }

    private static BatchSource Create(ImageSet set, int batch, Augmentation[] augment) =>
        new(set, _asIs, new TrainingSettings { Batch = batch, Augment = augment }, Seed, TestDevice.Device);

    private static (int[][] Images, int[] Labels) Read(BatchSource source, long step, BatchPart? part = null)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = source.At(step, part ?? new BatchPart(0, source.ImagesPerStep));
        var values = images.Numbers<float>();
        return (
            [.. values.Chunk(3 * Side * Side).Select(image => Array.ConvertAll(image, value => (int)MathF.Round(value)))],
            Array.ConvertAll(labels.Numbers<long>(), label => (int)label)
        );
    }

    /// <summary>The reference for a position of the second epoch: its image, crop and flip.</summary>
    private static (int Image, (int Right, int Down, int Flip) Draw) Draw(int place, Augmentation[] augment) =>
        TrainingReference.All.Draws[place] switch
        {
            [var image, var right, var down, var flip] => (
                image,
                (
                    augment.Contains(Augmentation.Crop) ? right : 0,
                    augment.Contains(Augmentation.Crop) ? down : 0,
                    augment.Contains(Augmentation.Flip) ? flip : 0
                )
            ),
            _ => throw new InvalidDataException(),
        };

    private static int[] Crop(ImageSet set, int image, (int Right, int Down, int Flip) draw)
    {
        var crop = new int[set.BytesPerImage];
        for (var i = 0; i < crop.Length; i++)
        {
            var (channel, row, column) = (i / (Side * Side), i / Side % Side, i % Side);
            var y = row + draw.Down;
            var x = (draw.Flip == 1 ? Side - 1 - column : column) + draw.Right;
            crop[i] =
                y is >= 0 and < Side && x is >= 0 and < Side
                    ? set.Pixels[(image * set.BytesPerImage) + (channel * Side * Side) + (y * Side) + x]
                    : 0;
        }

        return crop;
    }
}

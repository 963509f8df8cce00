using Sweep.Contracts.Architectures;
using Sweep.Contracts.Stages;
using Sweep.Worker.Training.Batches;

namespace Sweep.Tests.Worker.Training.Batches;

public sealed class BatchPartTests
{
    [Theory]
    [InlineData(128, 1, true, new[] { 128 })]
    [InlineData(128, 3, true, new[] { 42, 43, 43 })]
    [InlineData(6, 4, false, new[] { 1, 2, 1, 2 })]
    [InlineData(3, 8, false, new[] { 1, 1, 1 })]
    [InlineData(5, 4, true, new[] { 2, 3 })]
    [InlineData(3, 2, true, new[] { 3 })]
    [InlineData(1, 2, true, new[] { 1 })]
    public void Split_Batch_IsEvenAndNeverIntoSinglesBeforeANorm(int images, int splits, bool batchNorm, int[] counts)
    {
        var architecture = ArchitectureCatalogue.Create(
            new ModelSettings
            {
                Architecture = "vgg16",
                Width = 0.125,
                BatchNorm = batchNorm,
            },
            32,
            10
        );

        var parts = BatchPart.Split(images, splits, architecture);

        Assert.Equal(counts, parts.Select(part => part.Count));
        Assert.Equal(counts.Select((_, index) => counts[..index].Sum()), parts.Select(part => part.First));
    }
}

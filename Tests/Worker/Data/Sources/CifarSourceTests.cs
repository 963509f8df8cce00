using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Sources;

namespace Sweep.Tests.Worker.Data.Sources;

public sealed class CifarSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_CutShort_SaysWhereTheLastWholeRecordEnds() =>
        Refused(CifarFixture.Records(3, 1, 10)[..9000], 6146, "whole number of records");

    [Fact]
    public void Read_Empty_IsRefused() => Refused([], 0, "whole number of records");

    [Fact]
    public void Read_LabelOutOfRange_SaysWhere() => Refused(CifarFixture.Records(12, 1, 12), 10 * 3073, "label 10");

    [Fact]
    public void Read_Mutations_AreReadAsTheyAreOrRefused()
    {
        var whole = CifarFixture.Records(3, 1, 10);
        var reads = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var mutated = Mutation.Of(whole, seed);
            var path = Save(mutated);
            try
            {
                var source = CifarSource.Read([path], 1, 10);
                var pixels = new byte[source.Labels.Count * 3072];
                source.Read([.. Enumerable.Range(0, source.Labels.Count)], 32, pixels, TestContext.Current.CancellationToken);

                Assert.Equal(
                    mutated,
                    pixels.Chunk(3072).Zip(source.Labels, (image, label) => image.Prepend((byte)label)).SelectMany(record => record)
                );
                reads++;
            }
            catch (DataException exception)
            {
                Assert.Equal(path, exception.File);
            }
        }

        Assert.InRange(reads, 1, 199);
    }

    private void Refused(byte[] bytes, long offset, string problem)
    {
        var path = Save(bytes);
        var exception = Assert.Throws<DataException>(() => CifarSource.Read([path], 1, 10));
        Assert.Equal((path, offset), (exception.File, exception.Offset));
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    private string Save(byte[] bytes)
    {
        var path = _folder["batch.bin"];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

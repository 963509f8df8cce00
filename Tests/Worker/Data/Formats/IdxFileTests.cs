using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Formats;

namespace Sweep.Tests.Worker.Data.Formats;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadImages_CutShort_SaysWhereItEnds() => Refused(IdxFixture.Images(3)[..1000], 1000, "ends");

    [Fact]
    public void ReadImages_Longer_IsRefused() => Refused([.. IdxFixture.Images(3), 0], 16 + (3 * 784), "more after");

    [Fact]
    public void ReadImages_WrongMagic_IsRefused() => Refused(IdxFixture.Labels(1, 2, 3), 0, "0x00000803");

    [Fact]
    public void ReadImages_OtherSide_IsRefused() => Refused(IdxFixture.Images(3, 27), 8, "27");

    [Fact]
    public void ReadImages_ClaimOfGigabytes_IsRefusedWithoutAllocating()
    {
        var bytes = IdxFixture.Images(1);
        bytes[6] = 0x50;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(bytes, bytes.Length, "ends");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void ReadImages_GzippedClaimOfGigabytes_IsRefusedWithoutAllocating()
    {
        var bytes = IdxFixture.Images(1);
        bytes[6] = 0x50;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(IdxFixture.Gzip(bytes), 16, "more than the file can hold", gzip: true);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void ReadImages_GzipBomb_IsRefusedWithoutUnpacking()
    {
        // The file has 16 MB of zeros in 16 kB after a header that claims three images.
        var bomb = IdxFixture.Gzip([.. IdxFixture.Images(3), .. new byte[16 << 20]]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(bomb, 16 + (3 * 784), "more after", gzip: true);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void ReadImages_GzipCutShort_IsRefused()
    {
        var whole = IdxFixture.Gzip(IdxFixture.Images(3));
        Assert.Throws<DataException>(() => IdxFile.ReadImages(Save(whole[..(whole.Length / 2)], gzip: true), 28));
    }

    [Fact]
    public void ReadImages_NotGzip_IsRefused() => Refused(IdxFixture.Images(3), 0, "broken compression", gzip: true);

    [Fact]
    public void ReadLabels_OutOfRange_SaysWhere()
    {
        var exception = Assert.Throws<DataException>(() => IdxFile.ReadLabels(Save(IdxFixture.Labels(0, 9, 10)), 10));
        Assert.Equal(10, exception.Offset);
        Assert.Contains("label 10", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadImages_Mutations_AreReadAsTheyAreOrRefused(bool gzip)
    {
        var whole = IdxFixture.Images(3);
        var read = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var mutated = Mutation.Of(gzip ? IdxFixture.Gzip(whole) : whole, seed);
            var path = Save(mutated, gzip);
            try
            {
                // A changed pixel is still a valid byte; only a gzipped file has a checksum that detects it.
                var pixels = IdxFile.ReadImages(path, 28);
                Assert.Equal(gzip ? whole[16..] : mutated[16..], pixels);
                read++;
            }
            catch (DataException exception)
            {
                Assert.Equal(path, exception.File);
            }
        }

        Assert.InRange(read, 1, 299);
    }

    private void Refused(byte[] bytes, long offset, string problem, bool gzip = false)
    {
        var path = Save(bytes, gzip);
        var exception = Assert.Throws<DataException>(() => IdxFile.ReadImages(path, 28));
        Assert.Equal((path, offset), (exception.File, exception.Offset));
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    private string Save(byte[] bytes, bool gzip = false)
    {
        var path = _folder[gzip ? "file.gz" : "file"];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

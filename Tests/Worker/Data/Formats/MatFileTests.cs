using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Formats;
using Sweep.Worker.Data.Sources;

namespace Sweep.Tests.Worker.Data.Formats;

public sealed class MatFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_Arrays_GivesThoseAskedFor(bool compressed)
    {
        Func<byte[], byte[]> pack = compressed ? MatFixture.Compressed : element => element;
        var path = Save(
            MatFixture.File(
                pack(MatFixture.Matrix("other", [9, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9])),
                pack(MatFixture.Matrix("a", [3, 4], [.. Enumerable.Range(0, 12).Select(i => (byte)i)])),
                pack(
                    MatFixture.Matrix(
                        "b",
                        [1, 2],
                        BitConverter.GetBytes(1.5).Concat(BitConverter.GetBytes(2.5)).ToArray(),
                        type: 9,
                        @class: 6
                    )
                )
            )
        );

        var arrays = MatFile.Read(path, ["a", "b"]);

        Assert.Equal(2, arrays.Count);
        Assert.Equal([3, 4], arrays["a"].Dimensions);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (byte)i), arrays["a"].Elements);
        Assert.Equal((9, 16), (arrays["b"].Type, arrays["b"].Elements.Length));
    }

    [Fact]
    public void Read_LabelsAsDoubles_AreTaken()
    {
        byte[] labels = [.. BitConverter.GetBytes(10.0), .. BitConverter.GetBytes(9.0)];
        var path = Save(
            MatFixture.File(
                MatFixture.Compressed(MatFixture.Matrix("X", [32, 32, 3, 2], new byte[6144])),
                MatFixture.Compressed(MatFixture.Matrix("y", [2, 1], labels, type: 9, @class: 6))
            )
        );
        Assert.Equal([0, 9], SvhnSource.Read(path).Labels);
    }

    [Fact]
    public void Read_OneImage_HasThreeDimensions()
    {
        var path = Save(MatFixture.File(MatFixture.Matrix("X", [32, 32, 3], new byte[3072]), MatFixture.Matrix("y", [1, 1], [5])));
        Assert.Equal([5], SvhnSource.Read(path).Labels);
    }

    [Fact]
    public void Read_NotMatlab_IsRefused() => Refused(new byte[500], "MATLAB 5");

    [Fact]
    public void Read_Short_IsRefused() => Refused(new byte[100], "header");

    [Fact]
    public void Read_CutWithinAnElement_IsRefused() => Refused(MatFixture.Svhn(2, i => (byte)i, 1, 2)[..400], "are left");

    [Fact]
    public void Read_WithoutLabels_SaysSo() => Refused(MatFixture.File(MatFixture.Matrix("X", [32, 32, 3, 1], new byte[3072])), "'y'");

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Read_LabelOutOfRange_IsRefused(byte label) =>
        Refused(MatFixture.Svhn(2, i => (byte)i, 1, label), $"label {label} of image 1");

    [Fact]
    public void Read_FewerLabels_IsRefused() => Refused(MatFixture.Svhn(2, i => (byte)i, 1), "X has 2 images");

    [Fact]
    public void Read_OtherShape_IsRefused() =>
        Refused(
            MatFixture.File(MatFixture.Matrix("X", [28, 28, 3, 1], new byte[28 * 28 * 3]), MatFixture.Matrix("y", [1, 1], [5])),
            "28×28×3×1"
        );

    [Fact]
    public void Read_DimensionsThatOverflow_AreRefused() =>
        Refused(
            MatFixture.File(MatFixture.Matrix("X", [int.MaxValue, int.MaxValue, int.MaxValue, 2], new byte[8])),
            "are not those of an array"
        );

    [Fact]
    public void Read_ClaimOfGigabytes_IsRefusedWithoutAllocating()
    {
        // The file has a megabyte of zeros and claims 1.6 GB.
        var matrix = MatFixture.Matrix("X", [32, 32, 3, 520_000], []);
        BitConverter.GetBytes(2).CopyTo(matrix, matrix.Length - 8);
        BitConverter.GetBytes(520_000 * 3072).CopyTo(matrix, matrix.Length - 4);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(MatFixture.File(MatFixture.Compressed(matrix)), "more than the file can hold");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Read_BrokenZlibChecksum_IsRefused()
    {
        var file = MatFixture.File(
            MatFixture.Compressed(MatFixture.Matrix("X", [32, 32, 3, 1], new byte[3072])),
            MatFixture.Matrix("y", [1, 1], [5])
        );
        file[^(MatFixture.Matrix("y", [1, 1], [5]).Length + 1)] ^= 1;
        Refused(file, "broken compression");
    }

    [Fact]
    public void Read_Mutations_AreReadWithoutChangeOrRefused()
    {
        var whole = MatFixture.Svhn(3, i => (byte)(i * i), 1, 2, 3);
        var reads = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            var path = Save(Mutation.Of(whole, seed));
            try
            {
                // All data of such a file have a checksum.
                var source = SvhnSource.Read(path);
                var pixels = new byte[3 * 3072];
                source.Read([0, 1, 2], 32, pixels, TestContext.Current.CancellationToken);

                Assert.Equal([1, 2, 3], source.Labels);
                for (var i = 0; i < pixels.Length; i++)
                {
                    var place = (i / 1024 * 1024) + (i % 32 * 32) + (i / 32 % 32);
                    Assert.Equal((byte)(place * place), pixels[i]);
                }

                reads++;
            }
            catch (DataException exception)
            {
                Assert.StartsWith(path, exception.File, StringComparison.Ordinal);
            }
        }

        Assert.InRange(reads, 1, 499);
    }

    private void Refused(byte[] bytes, string problem)
    {
        var path = Save(bytes);
        var exception = Assert.Throws<DataException>(() => SvhnSource.Read(path));
        Assert.StartsWith(path, exception.File, StringComparison.Ordinal);
        Assert.NotNull(exception.Offset);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    private string Save(byte[] bytes)
    {
        var path = _folder["file.mat"];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

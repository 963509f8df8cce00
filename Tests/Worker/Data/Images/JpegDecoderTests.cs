using Sweep.Tests.Worker.Data.Fixtures;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Images;

namespace Sweep.Tests.Worker.Data.Images;

public sealed class JpegDecoderTests : IDisposable
{
    private readonly JpegDecoder _decoder = new();

    public void Dispose() => _decoder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_AtItsHeight_CutsOutTheMiddle(bool progressive)
    {
        var planes = Decode(progressive ? JpegFixture.Progressive : JpegFixture.Colour, 40);

        // The middle is columns 10 to 49 of 60.
        Near(planes, 40, (x, y) => ((x + 10) * 4, y * 6, 128), within: 6);
    }

    [Fact]
    public void Decode_Grey_RepeatsIt() =>
        Near(Decode(JpegFixture.Grey, 40), 40, (x, _) => ((x + 10) * 4, (x + 10) * 4, (x + 10) * 4), within: 3);

    [Fact]
    public void Decode_HalfTheSize_ShrinksTheShortSide() =>
        Near(Decode(JpegFixture.Colour, 20), 20, (x, y) => (((x + 5) * 8) + 2, (y * 12) + 3, 128), within: 6);

    [Fact]
    public void Decode_AQuarterByTheDecoder_IsTheSamePicture() =>
        // 60×40 becomes 7×5, of which columns 1 to 5 remain.
        Near(Decode(JpegFixture.Colour, 5), 5, (x, y) => ((int)((((x + 1.5) * 60 / 7) - 0.5) * 4), (y * 48) + 21, 128), within: 6);

    [Fact]
    public void Decode_Larger_EnlargesTheShortSide() =>
        Near(Decode(JpegFixture.Colour, 80), 80, (x, y) => (((x + 20) * 2) - 1, (y * 3) - 2, 128), within: 8);

    /// <summary>Where the standard places the first row and column for each orientation; for 1 they are at the top and the left.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void Decode_TurnedByTheCamera_StandsUpright(int orientation, bool isLittle)
    {
        var planes = Decode(JpegFixture.Turned(orientation, isLittle), 40);

        // The middle 40 of 60 pixels of the long side remain.
        Near(
            planes,
            40,
            (x, y) =>
                orientation switch
                {
                    1 => ((x + 10) * 4, y * 6, 128),
                    2 => ((49 - x) * 4, y * 6, 128),
                    3 => ((49 - x) * 4, (39 - y) * 6, 128),
                    4 => ((x + 10) * 4, (39 - y) * 6, 128),
                    5 => ((y + 10) * 4, x * 6, 128),
                    6 => ((y + 10) * 4, (39 - x) * 6, 128),
                    7 => ((49 - y) * 4, (39 - x) * 6, 128),
                    _ => ((49 - y) * 4, x * 6, 128),
                },
            within: 6
        );
    }

    [Fact]
    public void Decode_FourComponents_IsRefusedWithAnExplanation() => Refused(JpegFixture.OfComponents(4), null, "CMYK");

    [Fact]
    public void Decode_NotJpeg_IsRefused() => Refused([1, 2, 3, 4, 5], 0, "not a JPEG");

    [Fact]
    public void Decode_CutWithinItsImageData_IsRefused()
    {
        var cut = JpegFixture.Colour[..^40];
        Refused(cut, cut.Length, "end marker");
    }

    [Fact]
    public void Decode_CutAndClosedAgain_IsRefused() => Refused([.. JpegFixture.Colour[..^400], 0xff, 0xd9], null, "broken");

    [Fact]
    public void Decode_CutWithinAHeader_IsRefused() => Refused(JpegFixture.Colour[..100], null, "does not fit");

    [Theory]
    [InlineData(65_535, 65_535)]
    [InlineData(16_000, 16_000)]
    [InlineData(0, 40)]
    [InlineData(60, 0)]
    public void Decode_GiantOrEmpty_IsRefusedWithoutAllocating(int width, int height)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(JpegFixture.Claiming(width, height), null, $"{width}×{height}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Decode_TallerThanItsData_IsRefused() => Refused(JpegFixture.Claiming(60, 4000), null, "broken");

    [Fact]
    public void Decode_Mutations_AreDecodedOrRefused()
    {
        var planes = new byte[3 * 32 * 32];
        foreach (var whole in new[] { JpegFixture.Colour, JpegFixture.Grey, JpegFixture.Progressive })
        {
            for (var seed = 0; seed < 300; seed++)
            {
                try
                {
                    _decoder.Decode("a.jpg", Mutation.Of(whole, seed), 32, planes);
                }
                catch (DataException exception)
                {
                    Assert.Equal("a.jpg", exception.File);
                }
            }
        }
    }

    private void Refused(byte[] bytes, long? offset, string problem)
    {
        var exception = Assert.Throws<DataException>(() => _decoder.Decode("a.jpg", bytes, 32, new byte[3 * 32 * 32]));
        Assert.Equal("a.jpg", exception.File);
        Assert.Equal(offset ?? exception.Offset, exception.Offset);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    private byte[] Decode(byte[] jpeg, int side)
    {
        var planes = new byte[3 * side * side];
        _decoder.Decode("a.jpg", jpeg, side, planes);
        return planes;
    }

    private static void Near(byte[] planes, int side, Func<int, int, (int R, int G, int B)> expected, int within)
    {
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (r, g, b) = expected(x, y);
                Assert.InRange(planes[(y * side) + x] - r, -within, within);
                Assert.InRange(planes[(side * side) + (y * side) + x] - g, -within, within);
                Assert.InRange(planes[(2 * side * side) + (y * side) + x] - b, -within, within);
            }
        }
    }
}

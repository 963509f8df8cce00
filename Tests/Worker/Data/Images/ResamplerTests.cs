using Sweep.Worker.Data.Images;

namespace Sweep.Tests.Worker.Data.Images;

public sealed class ResamplerTests
{
    private static readonly byte[] _ramp = [0, 40, 80, 120];

    // Bilinear with centres at one half: output i is at (i + 0.5) / 2 − 0.5 of the input, and the edges are repeated.
    [Fact]
    public void Resize_Enlarging_IsBilinear() => Assert.Equal([0, 10, 30, 50, 70, 90, 110, 120], Row(_ramp, 8));

    // A triangle of radius 2 over the four inputs, cut off at the edges, has the weights 3, 3, 1 and 1, 3, 3, each divided by 7.
    [Fact]
    public void Resize_Shrinking_IsAntialiased() => Assert.Equal([29, 91], Row(_ramp, 2));

    [Theory]
    [InlineData(7, 3)]
    [InlineData(3, 7)]
    [InlineData(32, 224)]
    [InlineData(300, 32)]
    public void Resize_FlatImage_StaysFlat(int from, int to)
    {
        var source = Enumerable.Repeat((byte)255, from * from).ToArray();
        var target = new byte[to * to];
        var axis = new Resampler(from, to);
        Resampler.Resize(axis, axis, source, from, target, new byte[to * from]);
        Assert.All(target, pixel => Assert.Equal(255, pixel));
    }

    // Computed by torch.nn.functional.interpolate(mode="bilinear", antialias=True) of PyTorch 1.13 in double precision, rounded at the end.
    [Theory]
    [InlineData(5, "S5JwnlakoY1/oq13cLWTyWtvirifsHJ8iQ==")]
    [InlineData(
        12,
        "ABI3gXNTWYOcXUI4NmCOopyGVonAn2QxeqzYwbmoaIzByItMrKmpuodmvX40YqHUzpVqo4Nnr558f6fO5oxDiIl5ebPjuqKT7LB0cX56M3nR0IxI4sSUSmOARW2u1qRqzs6wOlKCb2uB0MeqqMbRg29ziFlDutnacq7hu3tUkXVdqZx8Rpjp4YA5k5aGnFoS"
    )]
    public void Resize_Noise_EqualsPyTorchWithinRounding(int side, string expected)
    {
        var source = Enumerable.Range(0, 64).Select(i => (byte)(i * i * 37 % 251)).ToArray();
        var target = new byte[side * side];
        var axis = new Resampler(8, side);
        Resampler.Resize(axis, axis, source, 8, target, new byte[side * 8]);

        var reference = Convert.FromBase64String(expected);
        Assert.Equal(reference.Length, target.Length);
        Assert.All(reference.Zip(target), pair => Assert.InRange(pair.Second - pair.First, -1, 1));
    }

    [Fact]
    public void Resize_Crop_IsThatPartOfTheWhole()
    {
        var source = Enumerable.Range(0, 20 * 20).Select(i => (byte)(i * 31)).ToArray();
        var whole = new byte[13 * 13];
        var part = new byte[5 * 5];
        var axis = new Resampler(20, 13);
        var cropped = new Resampler(20, 13, 4, 5);
        Resampler.Resize(axis, axis, source, 20, whole, new byte[13 * 20]);
        Resampler.Resize(cropped, cropped, source, 20, part, new byte[5 * 20]);

        Assert.All(Enumerable.Range(0, 25), i => Assert.Equal(whole[((4 + (i / 5)) * 13) + 4 + (i % 5)], part[i]));
    }

    private static byte[] Row(byte[] source, int to)
    {
        var target = new byte[to];
        Resampler.Resize(new Resampler(source.Length, to), new Resampler(1, 1), source, source.Length, target, new byte[to]);
        return target;
    }
}

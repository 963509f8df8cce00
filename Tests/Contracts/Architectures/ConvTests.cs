using Sweep.Contracts.Architectures;

namespace Sweep.Tests.Contracts.Architectures;

public sealed class ConvTests
{
    [Theory]
    [InlineData(3, 1, Padding.Symmetric, 7, 1, 1, 7)]
    [InlineData(3, 2, Padding.Symmetric, 8, 1, 1, 4)]
    [InlineData(3, 2, Padding.Symmetric, 7, 1, 1, 4)]
    [InlineData(3, 1, Padding.TfSame, 7, 1, 1, 7)]
    [InlineData(3, 2, Padding.TfSame, 8, 0, 1, 4)]
    [InlineData(3, 2, Padding.TfSame, 7, 1, 1, 4)]
    [InlineData(1, 1, Padding.None, 7, 0, 0, 7)]
    [InlineData(7, 1, Padding.None, 7, 0, 0, 1)]
    public void Pad_Always_GivesSidesAndOutput(int kernel, int stride, Padding padding, int side, int before, int after, int output)
    {
        var conv = new Conv("conv", In: 2, Out: 4, kernel, stride, padding, IsDepthwise: false, Bias: false);

        Assert.Equal((before, after), conv.Pad(side));
        Assert.Equal(new Shape(4, output), conv.Output(new Shape(2, side)));
    }

    [Fact]
    public void Output_KernelLargerThanInput_Throws()
    {
        var conv = new Conv("fc1", In: 2, Out: 4, Kernel: 7, Stride: 1, Padding.None, IsDepthwise: false, Bias: false);

        Assert.Contains(
            "'fc1' of 7×7",
            Assert.Throws<ArgumentException>(() => conv.Output(new Shape(2, 6))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Output_OtherChannels_Throws()
    {
        var conv = new Conv("conv", In: 2, Out: 4, Kernel: 3, Stride: 1, Padding.Symmetric, IsDepthwise: false, Bias: false);

        Assert.Contains(
            "takes 2 channels",
            Assert.Throws<ArgumentException>(() => conv.Output(new Shape(3, 6))).Message,
            StringComparison.Ordinal
        );
    }
}

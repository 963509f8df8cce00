using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Tests.Compat.TorchSharp;

public class ShapeTests
{
    private readonly Tensor _x = Tensors.Counting(2, 3);

    [Fact]
    public void Views_ShareTheirMemory()
    {
        var x = _x.clone();
        x.view(3, 2).select(0, 0).zero_();
        x.narrow(1, 2, 1).fill_(9);

        x.Holds([2, 3], 0f, 0f, 9f, 4f, 5f, 9f);
    }

    [Fact]
    public void Shapes_AfterEachOperation_AreAsAsked()
    {
        Assert.Equal([6L], _x.flatten().shape);
        Assert.Equal([3L, 2], _x.reshape(3, -1).shape);
        Assert.Equal([3L, 2], _x.t().shape);
        Assert.Equal([2L, 1, 3], _x.unsqueeze(1).shape);
        Assert.Equal([2L, 3], _x.unsqueeze(1).squeeze().shape);
        Assert.Equal([4L, 2, 3], _x.expand([4, 2, 3]).shape);
        Assert.Equal([2L, 6], _x.repeat(1, 2).shape);
        Assert.Equal(2, _x.Dimensions);
        Assert.Equal(6, _x.numel());
        Assert.Equal(4, _x.element_size());
        Assert.Equal(3, _x.size(-1));
    }

    [Fact]
    public void ChannelsLast_ByPermutation_HasItsStridesAndKeepsItsValues()
    {
        var image = Tensors.Counting(1, 2, 2, 2);

        var channelsLast = image.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

        Assert.Equal([8L, 1, 4, 2], channelsLast.stride());
        Assert.False(channelsLast.is_contiguous());
        channelsLast.Holds([1, 2, 2, 2], 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f);
    }

    [Fact]
    public void Joining_AndSplitting_AreInverse()
    {
        cat([_x, _x + 6]).Holds([4, 3], 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f, 11f, 12f);
        stack([_x, _x], 2).select(2, 1).Holds([2, 3], 1f, 2f, 3f, 4f, 5f, 6f);
        var parts = _x.split(2, 1);
        Assert.Equal([[2L, 2], [2L, 1]], parts.Select(p => p.shape));
        Assert.True(cat(parts, 1).Equals(_x));
        _x.unbind()[1].Holds([3], 4f, 5f, 6f);
    }

    [Fact]
    public void Cat_OfMoreTensorsThanFitOnTheStack_KeepsAll()
    {
        var parts = Enumerable.Range(0, 300).Select(i => full(2, i, dtype: float32)).ToArray();

        var whole = cat(parts);

        Assert.Equal(2 * 299 * 300 / 2, whole.sum().ToSingle());
    }

    [Fact]
    public void Orders_Reversed_OrRolled_Move()
    {
        _x.flip(1).Holds([2, 3], 3f, 2f, 1f, 6f, 5f, 4f);
        _x.roll([1], [1]).Holds([2, 3], 3f, 1f, 2f, 6f, 4f, 5f);
        _x.roll(1).Holds([2, 3], 6f, 1f, 2f, 3f, 4f, 5f);
    }

    [Fact]
    public void To_AnotherType_Converts()
    {
        _x.to(int64).Holds([2, 3], 1L, 2L, 3L, 4L, 5L, 6L);
        Assert.Equal(ScalarType.BFloat16, _x.to(bfloat16).dtype);
        _x.to(bfloat16).@float().Holds([2, 3], 1f, 2f, 3f, 4f, 5f, 6f);
        _x.to(torch.CPU).Holds([2, 3], 1f, 2f, 3f, 4f, 5f, 6f);
        Assert.Equal("[2x3], type = Float32, device = cpu", _x.ToString());
    }

    [Fact]
    public void Data_OfAnotherType_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => _x.data<double>());

        Assert.Equal("Double is not compatible with Float32", error.Message);
    }

    [Fact]
    public void Data_OfTransposed_IsInTheShapesOrder()
    {
        var data = _x.t().data<float>();

        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], data.ToArray());
        Assert.Equal(5f, data[1, 1]);
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], data);
        data.CopyFrom([10f, 40f]);
        _x.Holds([2, 3], 10f, 2f, 3f, 40f, 5f, 6f);
    }

    [Fact]
    public void Bytes_OfContiguous_AreItsMemory()
    {
        Assert.Equal(24, _x.bytes.Length);
        Assert.Equal(1f, BitConverter.ToSingle(_x.bytes));
        Assert.Throws<InvalidOperationException>(() => _x.t().bytes.Length);
    }
}

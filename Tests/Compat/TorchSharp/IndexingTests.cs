using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Tests.Compat.TorchSharp;

public class IndexingTests
{
    private readonly Tensor _x = Tensors.Counting(3, 4);

    [Fact]
    public void Indexer_WithNumbersAndSlices_Views()
    {
        _x[1].Holds([4], 5f, 6f, 7f, 8f);
        _x[1, 2].Holds([], 7f);
        _x[TensorIndex.Colon, 1].Holds([3], 2f, 6f, 10f);
        _x[TensorIndex.Slice(1), TensorIndex.Slice(0, 4, 2)].Holds([2, 2], 5f, 7f, 9f, 11f);
        _x[1.., ^1].Holds([2], 8f, 12f);
        _x[TensorIndex.Ellipsis, 0].Holds([3], 1f, 5f, 9f);
        Assert.Equal([1L, 3, 4], _x[TensorIndex.None].shape);
    }

    [Fact]
    public void Indexer_WithTensors_Gathers()
    {
        var rows = tensor(new long[] { 2, 0 });
        _x[rows].Holds([2, 4], 9f, 10f, 11f, 12f, 1f, 2f, 3f, 4f);
        _x[TensorIndex.Tensor(rows), TensorIndex.Tensor(tensor(new long[] { 1, 3 }))].Holds([2], 10f, 4f);
        _x[TensorIndex.Colon, TensorIndex.Tensor(rows)].Holds([3, 2], 3f, 1f, 7f, 5f, 11f, 9f);
        _x[TensorIndex.Tensor(_x > 10)].Holds([2], 11f, 12f);
        _x[0, TensorIndex.Tensor(rows)].Holds([2], 3f, 1f);
    }

    [Fact]
    public void Indexer_Assigned_WritesThrough()
    {
        var x = _x.clone();
        x[1] = zeros(4);
        x[TensorIndex.Colon, 0] = tensor(new float[] { -1, -2, -3 });
        x[TensorIndex.Tensor(x > 10)] = 0f;
        x[0, 1] = 7f;

        x.Holds([3, 4], -1f, 7f, 3f, 4f, -2f, 0f, 0f, 0f, -3f, 10f, 0f, 0f);
    }

    [Fact]
    public void IndexPut_Accumulating_AddsRepeats()
    {
        var counts = zeros(3);

        counts.index_put_(ones(4), [tensor(new long[] { 0, 2, 2, 2 })], accumulate: true);

        counts.Holds([3], 1f, 0f, 3f);
    }

    [Fact]
    public void Selecting_ByIndexAndMask_Picks()
    {
        _x.index_select(1, tensor(new long[] { 3, 0 })).Holds([3, 2], 4f, 1f, 8f, 5f, 12f, 9f);
        _x.gather(1, tensor(new long[] { 0, 1, 2 }, [3, 1])).Holds([3, 1], 1f, 6f, 11f);
        _x.masked_select(_x < 3).Holds([2], 1f, 2f);
        _x.masked_fill(_x < 11, 0).sum().Holds([], 23f);
        zeros(2, 3).scatter_(1, tensor(new long[] { 2, 0 }, [2, 1]), ones(2, 1)).Holds([2, 3], 0f, 0f, 1f, 1f, 0f, 0f);
        where(_x > 6, _x, zeros(1)).select(0, 1).Holds([4], 0f, 0f, 7f, 8f);
    }
}

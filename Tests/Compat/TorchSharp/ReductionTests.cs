using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Tests.Compat.TorchSharp;

public class ReductionTests
{
    private readonly Tensor _x = tensor(new float[] { 3, 1, 2, 6, 5, 4 }, [2, 3]);

    [Fact]
    public void Sums_OverAllOrSomeDimensions_Calculate()
    {
        _x.sum().Holds([], 21f);
        _x.sum([0]).Holds([3], 9f, 6f, 6f);
        _x.sum([1], keepdim: true).Holds([2, 1], 6f, 15f);
        (_x > 2).sum(1, type: int32).Holds([2], 1, 3);
        _x.mean().Holds([], 3.5f);
        _x.mean([1]).Holds([2], 2f, 5f);
        _x.cumsum(1).Holds([2, 3], 3f, 4f, 6f, 6f, 11f, 15f);
        _x.norm().HoldsAbout([], Math.Sqrt(91));
        _x.norm(1, p: 1).Holds([2], 6f, 15f);
    }

    [Fact]
    public void Extremes_WithAndWithoutDimension_AreFound()
    {
        _x.max().Holds([], 6f);
        _x.min().Holds([], 1f);
        var (values, indexes) = _x.max(1);
        values.Holds([2], 3f, 6f);
        indexes.Holds([2], 0L, 0L);
        _x.argmax().Holds([], 3L);
        _x.argmin(1).Holds([2], 1L, 2L);
        _x.maximum(full(1, 3.5)).Holds([2, 3], 3.5f, 3.5f, 3.5f, 6f, 5f, 4f);
        _x.amax(0).Holds([3], 6f, 5f, 4f);
    }

    [Fact]
    public void Orders_OfElements_AreFound()
    {
        var (top, places) = _x.topk(2, 1);
        top.Holds([2, 2], 3f, 2f, 6f, 5f);
        places.Holds([2, 2], 0L, 2L, 0L, 1L);
        _x.argsort(1).Holds([2, 3], 1L, 2L, 0L, 2L, 1L, 0L);
        _x.flatten().kthvalue(2, null).values.Holds([], 2f);
    }

    [Fact]
    public void Sort_Stable_KeepsTheOrderOfEquals()
    {
        // Long enough that an unstable sort would mix them.
        var keys = arange(4096).remainder(2);

        var (_, indices) = keys.sort(stable: true);

        Assert.True(indices.Equals(cat([arange(0, 4096, 2), arange(1, 4096, 2)])));
    }

    [Fact]
    public void Counts_OfElements_AreFound()
    {
        var sparse = tensor(new float[] { 0, 1, 0, 2 }, [2, 2]);
        sparse.count_nonzero().Holds([], 2L);
        sparse.count_nonzero([0]).Holds([2], 0L, 2L);
        sparse.nonzero().Holds([2, 2], 0L, 1L, 1L, 1L);
        tensor(new long[] { 1, 3, 1 }).bincount(null, 5).Holds([5], 0L, 2L, 0L, 1L, 0L);
        sparse.any(1).Holds([2], true, true);
        sparse.all().Holds([], false);
    }

    [Fact]
    public void Moments_ByDimension_Calculate()
    {
        var (variance, mean) = _x.var_mean([1], unbiased: false);
        variance.HoldsAbout([2], 2.0 / 3, 2.0 / 3);
        mean.Holds([2], 2f, 5f);
        _x.std([1]).Holds([2], 1f, 1f);
        _x.var().HoldsAbout([], 3.5);
    }
}

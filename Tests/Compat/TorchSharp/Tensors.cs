using TorchSharp;

namespace Sweep.Tests.Compat.TorchSharp;

internal static class Tensors
{
    /// <summary>1, 2, 3 … in the given shape.</summary>
    public static torch.Tensor Counting(params long[] shape) =>
        torch.arange(1, 1 + shape.Aggregate(1L, (a, b) => a * b)).to(torch.float32).reshape(shape);

    public static void Holds<T>(this torch.Tensor tensor, long[] shape, params T[] values)
        where T : unmanaged
    {
        Assert.Equal(shape, tensor.shape);
        Assert.Equal(values, tensor.data<T>().ToArray());
    }

    /// <summary>Equal to the 6th decimal.</summary>
    public static void HoldsAbout(this torch.Tensor tensor, long[] shape, params double[] values)
    {
        Assert.Equal(shape, tensor.shape);
        Assert.Equal(values, tensor.to(torch.float64).data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6 || a.Equals(b));
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Tests.Compat.TorchSharp;

public class FactoryTests
{
    [Fact]
    public void Zeros_OfShape_AreFloat32()
    {
        zeros(2, 3).Holds([2, 3], 0f, 0f, 0f, 0f, 0f, 0f);
        ones(2, dtype: int64).Holds([2], 1L, 1L);
        Assert.Equal([4L, 1, 2], empty([4, 1, 2], dtype: uint8).shape);
    }

    [Fact]
    public void Full_WithoutType_TakesTheValuesKind()
    {
        full(2, 7).Holds([2], 7L, 7L);
        full(2, 0.5).Holds([2], 0.5f, 0.5f);
        full(1, 3, dtype: float64).Holds([1], 3.0);
    }

    [Fact]
    public void Arange_WithoutType_IsWholeWhenItsBoundsAre()
    {
        arange(3).Holds([3], 0L, 1L, 2L);
        arange(1, 2, 0.25).Holds([4], 1f, 1.25f, 1.5f, 1.75f);
        linspace(0, 1, 3).Holds([3], 0f, 0.5f, 1f);
        eye(2).Holds([2, 2], 1f, 0f, 0f, 1f);
    }

    [Fact]
    public void Tensor_FromArray_CopiesIt()
    {
        float[] source = [1, 2, 3, 4];
        var copy = tensor(source, [2, 2]);
        source[0] = 9;

        copy.Holds([2, 2], 1f, 2f, 3f, 4f);
    }

    [Fact]
    public void Tensor_OfEachType_HasItsType()
    {
        tensor(new long[] { -1 }).Holds([1], -1L);
        tensor(new byte[] { 200 }).Holds([1], (byte)200);
        tensor(new[] { true, false }).Holds([2], true, false);
        tensor(new[,] { { 1, 2 }, { 3, 4 } }).Holds([2, 2], 1, 2, 3, 4);
        tensor(2.5).Holds([], 2.5);
        tensor(new float[] { 1.5f }, dtype: float64).Holds([1], 1.5);
    }

    [Fact]
    public void Tensor_WithShapeLargerThanItsArray_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => tensor(new float[3], [2, 2]));

        Assert.Contains("4 vs. 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromArray_OnTheCpu_SharesItsMemory()
    {
        float[] source = [1, 2, 3];
        var shared = from_array(source);
        source[1] = 20;
        shared.Holds([3], 1f, 20f, 3f);

        frombuffer(source, float32, count: 2, offset: 1).mul_(2);
        Assert.Equal([1f, 40f, 6f], source);
    }

    [Fact]
    public void Like_OfAnother_TakesShapeTypeAndMayChangeType()
    {
        var source = ones(2, 2, dtype: int64);

        zeros_like(source).Holds([2, 2], 0L, 0L, 0L, 0L);
        full_like(source, 3, dtype: float32).Holds([2, 2], 3f, 3f, 3f, 3f);
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace Sweep.Tests.Compat.TorchSharp;

public class ArithmeticTests
{
    private readonly Tensor _x = tensor(new float[] { 1, -2, 4 });

    [Fact]
    public void Operators_OnTensorsAndNumbers_Calculate()
    {
        (_x + _x).Holds([3], 2f, -4f, 8f);
        (_x - 1).Holds([3], 0f, -3f, 3f);
        (1 - _x).Holds([3], 0f, 3f, -3f);
        (_x * 0.5).Holds([3], 0.5f, -1f, 2f);
        (_x / 2f).Holds([3], 0.5f, -1f, 2f);
        (8 / _x).Holds([3], 8f, -4f, 2f);
        (-_x).Holds([3], -1f, 2f, -4f);
        (_x % 3).Holds([3], 1f, 1f, 1f);
    }

    [Fact]
    public void InPlace_Operations_ChangeAndReturnTheirTensor()
    {
        var x = _x.clone();

        Assert.Same(x, x.add_(1).mul_(2).sub_(_x).div_(2));
        x.Holds([3], 1.5f, 0f, 3f);
        x.add_(_x, alpha: 10).Holds([3], 11.5f, -20f, 43f);
        x.fill_(3).pow_(2).Holds([3], 9f, 9f, 9f);
        x.zero_().Holds([3], 0f, 0f, 0f);
        x.copy_(_x).clamp_(min: -1, max: 1).Holds([3], 1f, -1f, 1f);
    }

    [Fact]
    public void Fused_Operations_CalculateAsOne()
    {
        var one = ones(3);
        one.clone().addcmul_(_x, _x, 0.5).Holds([3], 1.5f, 3f, 9f);
        one.clone().addcdiv_(_x, full(3, 2f, dtype: float32), 4).Holds([3], 3f, -3f, 9f);
        one.clone().lerp_(_x, tensor(0.5f)).Holds([3], 1f, -0.5f, 2.5f);
        one.clone().add(_x, alpha: -1).Holds([3], 0f, 3f, -3f);
    }

    [Fact]
    public void Unary_Operations_Calculate()
    {
        _x.abs().Holds([3], 1f, 2f, 4f);
        _x.sign().Holds([3], 1f, -1f, 1f);
        _x.square().Holds([3], 1f, 4f, 16f);
        tensor(new float[] { 4, 16 }).sqrt().Holds([2], 2f, 4f);
        tensor(new float[] { 4, 16 }).rsqrt().HoldsAbout([2], 0.5, 0.25);
        _x.exp().log().HoldsAbout([3], 1, -2, 4);
        _x.relu().Holds([3], 1f, 0f, 4f);
        (_x * 2).relu6().Holds([3], 2f, 0f, 6f);
        _x.clone().hardtanh_(0, 3).Holds([3], 1f, 0f, 3f);
        _x.clamp(max: 2).Holds([3], 1f, -2f, 2f);
        _x.pow(2).Holds([3], 1f, 4f, 16f);
        _x.div(3, RoundingMode.floor).Holds([3], 0f, -1f, 1f);
    }

    [Fact]
    public void Comparisons_OfElements_AreBooleans()
    {
        (_x > 0).Holds([3], true, false, true);
        (_x <= _x.abs()).Holds([3], true, true, true);
        (_x == _x.abs()).Holds([3], true, false, true);
        _x.eq(4).Holds([3], false, false, true);
        _x.ne(_x.abs()).Holds([3], false, true, false);
        (0 < _x).Holds([3], true, false, true);
        ((_x > 0) & ~(_x > 2)).Holds([3], true, false, false);
        (_x > 0).logical_or(_x < 0).Holds([3], true, true, true);
        tensor(new[] { 1f, float.NaN, float.PositiveInfinity }).isfinite().Holds([3], true, false, false);
        tensor(new[] { 1f, float.NaN }).isnan().Holds([2], false, true);
    }

    [Fact]
    public void Equality_OfWholeTensors_IsOneBoolean()
    {
        Assert.True(_x.Equals(_x.clone()));
        Assert.False(_x.Equals(_x + 1));
        Assert.True(_x.allclose(_x + 1e-7));
        Assert.False(_x.allclose(_x + 1e-2));
    }

    [Fact]
    public void Products_OfMatrices_Calculate()
    {
        var a = Tensors.Counting(2, 3);
        a.matmul(a.t()).Holds([2, 2], 14f, 32f, 32f, 77f);
        a.mm(eye(3)).Holds([2, 3], 1f, 2f, 3f, 4f, 5f, 6f);
        ones(2, 2).addmm(a, a.t(), beta: 2, alpha: 0.5f).Holds([2, 2], 9f, 18f, 18f, 40.5f);
    }
}

using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Sweep.Tests.Compat.TorchSharp;

public class ErrorTests
{
    [Fact]
    public void WrongShapes_InLibtorch_ThrowItsMessageAndTheProcessGoesOn()
    {
        var error = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));

        Assert.StartsWith("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message, StringComparison.Ordinal);
        ones(2, 3).matmul(ones(3, 1)).Holds([2, 1], 3f, 3f);
    }

    [Fact]
    public void Memory_Exhausted_IsRecognisable()
    {
        var error = Assert.Throws<ExternalException>(() => empty(1L << 50));

        Assert.Contains("can't allocate memory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_WithoutGraph_ThrowsInTheCallingThread()
    {
        var error = Assert.Throws<ExternalException>(() => autograd.grad([ones(1)], [ones(1)]));

        Assert.Contains("does not require grad", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_AfterAFailedOne_HaveTheirOwnArguments()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Throws<ExternalException>(() => cat([ones(2, 2), ones(3)]));
            cat([ones(1), zeros(1)]).Holds([2], 1f, 0f);
        }
    }

    [Fact]
    public void Disposed_Tensor_IsRefused()
    {
        var x = ones(1);
        x.Dispose();

        Assert.True(x.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => x + 1);
    }

    [Fact]
    public void Cuda_OnMachineWithout_SaysSo()
    {
        if (cuda.is_available())
            Assert.Skip("this machine has CUDA");

        var error = Assert.Throws<InvalidOperationException>(() => ones(1).to("cuda:0"));
        Assert.Contains("CUDA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bridge_Missing_SaysWhatToInstall()
    {
        var error = Assert.Throws<DllNotFoundException>(() => Native.Load(Path.Combine(AppContext.BaseDirectory, "missing.so")));

        Assert.Contains("libtorch-dev", error.Message, StringComparison.Ordinal);
        Assert.Contains("TORCH_DIR", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operator_Unknown_IsNamed()
    {
        var error = Assert.Throws<ExternalException>(() => new Operator("no_such.thing").Call(ones(1)));

        Assert.Contains("no_such", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operator_WithTooManyArguments_IsRefused()
    {
        var error = Assert.Throws<ExternalException>(() => new Operator("abs").Call(ones(1), 1L));

        Assert.Equal("aten::abs takes 1 arguments, not 2", error.Message);
    }
}

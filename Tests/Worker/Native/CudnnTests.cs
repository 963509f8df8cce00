using Sweep.Worker.Native;

namespace Sweep.Tests.Worker.Native;

public sealed class CudnnTests
{
    /// <summary>libtorch stores the choice even without cuDNN. Another release may export it under another name.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryChoose_ThisLibtorch_TakesIt(bool deterministic)
    {
        Assert.True(Cudnn.TryChoose(deterministic));

        Assert.Equal((deterministic, !deterministic), Cudnn.Read());
    }
}

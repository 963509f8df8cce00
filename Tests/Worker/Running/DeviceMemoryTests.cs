using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Stages;
using static TorchSharp.torch;
using ExternalException = System.Runtime.InteropServices.ExternalException;

namespace Sweep.Tests.Worker.Running;

/// <summary>Tests a GPU whose memory really runs out: they allocate all of it except a little.</summary>
[Trait(TestDevice.Trait, TestDevice.Any)]
[Collection(nameof(WholeCard))]
public sealed class DeviceMemoryTests
{
    private const long Piece = 64L << 20;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task RunAsync_CardHasLittleLeft_FailsAsOutOfMemoryUntilItHasMore(int piecesLeft)
    {
        Assert.SkipWhen(TestDevice.IsCpu, "Takes all of a GPU's memory; SWEEP_TEST_DEVICE names one.");
        using var engine = new EngineFixture();
        var stage = EngineFixture.Train() with { Model = new ModelSettings { Architecture = "vgg16" } };
        stage = stage with { Training = stage.Training with { Epochs = 1, Batch = 300 } };
        var taken = TakeAll();
        for (var i = 0; i < piecesLeft && taken.Count > 0; i++)
            taken.Pop().Dispose();

        var failure = await Record.ExceptionAsync(() => engine.RunAsync(stage));
        while (taken.TryPop(out var piece))
            piece.Dispose();

        Assert.Equal(FailureCause.OutOfMemory, Assert.IsType<StageException>(failure).Cause);
        Assert.Equal(1, (await engine.RunAsync(stage)).Epochs);
    }

    private static Stack<Tensor> TakeAll()
    {
        var taken = new Stack<Tensor>();
        try
        {
            while (true)
                taken.Push(empty(Piece, ScalarType.Byte, TestDevice.Device));
        }
        catch (ExternalException)
        {
            return taken;
        }
    }

    /// <summary>The tests do not run beside others, which would find no memory left.</summary>
    [CollectionDefinition(nameof(WholeCard), DisableParallelization = true)]
    public sealed class WholeCard;
}

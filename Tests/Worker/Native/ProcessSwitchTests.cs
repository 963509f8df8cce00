using Sweep.Worker.Native;

namespace Sweep.Tests.Worker.Native;

public sealed class ProcessSwitchTests
{
    private readonly List<bool> _set = [];

    [Fact]
    public void Hold_SamePosition_IsShared()
    {
        var process = new ProcessSwitch(_set.Add);
        using var first = process.Hold(true, Waiting.Stop);
        using var second = process.Hold(true, Waiting.Stop);

        Assert.Equal([true], _set);
    }

    [Fact]
    public async Task Hold_OtherPosition_WaitsForAllHolders()
    {
        var process = new ProcessSwitch(_set.Add);
        var (first, second) = (process.Hold(true, Waiting.Stop), process.Hold(true, Waiting.Stop));
        var other = DedicatedThread.Run("other", () => process.Hold(false, Waiting.Stop));
        first.Dispose();
        second.Dispose();

        using var held = await other.WaitAsync(Waiting.Patience, Waiting.Stop);

        Assert.Equal([true, false], _set);
    }

    [Fact]
    public async Task Hold_OtherPositionWhileItIsHeld_EndsWhenStopped()
    {
        var process = new ProcessSwitch(_set.Add);
        using var first = process.Hold(true, Waiting.Stop);
        using var stop = new CancellationTokenSource();
        var other = DedicatedThread.Run("other", () => process.Hold(false, stop.Token));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.WaitAsync(Waiting.Patience, Waiting.Stop));

        Assert.Equal([true], _set);
    }
}

using Sweep.Worker.Native;

namespace Sweep.Tests.Worker.Native;

public sealed class DedicatedThreadTests
{
    [Fact]
    public async Task Run_OneAfterAnother_EachSeesItsCallersContext()
    {
        var current = new AsyncLocal<string>();
        var seen = new List<(string? Value, string? Name)>();
        foreach (var stage in (string[])["a", "b", "c"])
        {
            current.Value = stage;
            seen.Add(await DedicatedThread.Run(stage, () => (current.Value, Thread.CurrentThread.Name)));
        }

        Assert.Equal([("a", "a"), ("b", "b"), ("c", "c")], seen);
    }

    [Fact]
    public async Task Run_WorkThatThrows_FailsAndTheThreadServesTheNext()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => DedicatedThread.Run<int>("first", () => throw new InvalidDataException()));
        await Assert.ThrowsAsync<TaskCanceledException>(() =>
            DedicatedThread.Run<int>("second", () => throw new OperationCanceledException())
        );

        Assert.Equal(3, await DedicatedThread.Run("third", () => 3));
    }
}

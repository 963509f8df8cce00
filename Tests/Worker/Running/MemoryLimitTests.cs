using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Tests.Worker.Machine;
using Sweep.Worker.Running;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

/// <summary>
/// Tests that a control group's memory limit, which the kernel enforces by killing the process, is checked before a stage begins.
/// </summary>
public sealed class MemoryLimitTests
{
    private const long MiB = 1L << 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RunAsync_StepThatDoesNotFit_IsSplit(int version)
    {
        using var machine = new FakeMachine();
        var stage = Stage();
        // Loading takes about 350 MiB, and a step with all 256 images more than twice as much.
        Limit(machine, version, 450 * MiB);
        using var engine = Engine(machine);

        var result = await engine.RunAsync(stage);

        Assert.Contains(result.Warnings, warning => warning.Contains(" parts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_EnoughMemory_IsNotSplit()
    {
        using var machine = new FakeMachine();
        Limit(machine, 2, 1L << 40);
        using var engine = Engine(machine);

        Assert.DoesNotContain((await engine.RunAsync(Stage())).Warnings, warning => warning.Contains(" parts", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RunAsync_ImagesThatDoNotFit_RefusesAndSaysWhatToDo(int version)
    {
        using var machine = new FakeMachine();
        Limit(machine, version, 10 * MiB);
        using var engine = Engine(machine);

        var error = await Assert.ThrowsAsync<StageException>(() => engine.RunAsync(Stage()));

        Assert.Equal(FailureCause.OutOfMemory, error.Cause);
        Assert.StartsWith("Not begun, as the kernel would end the worker: its images take about ", error.Message, StringComparison.Ordinal);
        Assert.Contains("limit leaves 10 MiB. Grant more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NetworkThatDoesNotFit_Refuses()
    {
        using var machine = new FakeMachine();
        var stage = Stage();
        stage = stage with { Model = stage.Model with { Width = 6 } };
        Limit(machine, 2, StageMemory.OfLoading(stage) + MiB);
        using var engine = Engine(machine);

        var error = await Assert.ThrowsAsync<StageException>(() => engine.RunAsync(stage));

        Assert.Contains("even in parts of one image it takes about ", error.Message, StringComparison.Ordinal);
    }

    /// <summary>An engine that reads its memory limits from this machine's files.</summary>
    private static EngineFixture Engine(FakeMachine machine) =>
        new()
        {
            Options = new EngineOptions
            {
                Device = "cpu",
                Threads = 1,
                MachineRoot = machine.Root,
            },
        };

    private static StageDefinition Stage()
    {
        var stage = EngineFixture.Train();
        return stage with { Model = stage.Model with { Width = 1 }, Training = stage.Training with { Epochs = 1, Batch = 256 } };
    }

    private static void Limit(FakeMachine machine, int version, long bytes)
    {
        if (version == 2)
        {
            machine
                .Write("proc/self/cgroup", "0::/worker\n")
                .Write("sys/fs/cgroup/worker/memory.max", $"{bytes}\n")
                .Write("sys/fs/cgroup/worker/memory.current", "0\n");
        }
        else
        {
            machine
                .Write("proc/self/cgroup", "9:memory:/docker/abc\n")
                .Write("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", $"{bytes}\n")
                .Write("sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes", "0\n");
        }
    }
}

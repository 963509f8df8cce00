using Sweep.Contracts.Messages;
using Sweep.Tests.Worker.Machine;
using Sweep.Worker.Messaging;

namespace Sweep.Tests.Worker.Messaging;

public sealed class MemoryTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public async Task Reserve_NothingRuns_AcceptsWhatIsExpectedNotToFit()
    {
        await using var worker = new WorkerFixture();
        worker.Engine.Memory = _ => 100 * GiB;
        await worker.StartAsync(1);
    }

    [Fact]
    public async Task Reserve_LessThanTheReserveIsFree_DoesNotAccept()
    {
        await using var worker = new WorkerFixture();
        worker.Memory.Free = 100L << 20;
        const string reason = "100 MiB of memory is free, less than the reserve of 512 MiB (reserve-memory)";
        var status = await worker.StatusAsync();
        Assert.Equal((false, false, reason, 100L << 20), (status.Accepting, status.Draining, status.Reason, status.MemoryFree));
        worker.Run(1);
        Assert.Equal(reason, (await worker.HearAsync<StageReleased>(1)).Reason);

        worker.Memory.Free = GiB;
        Assert.True((await worker.StatusAsync()).Accepting);
        await worker.StartAsync(2);
    }

    [Fact]
    public async Task Reserve_DoesNotFitBesideOthers_IsReleasedAndNothingAcceptedUntilOneEnds()
    {
        await using var worker = new WorkerFixture(slots: 3);
        worker.Engine.Memory = work => work.Stage.Id.Value == 3 ? 5 * GiB : 2 * GiB;
        await worker.StartAsync(1);
        await worker.StartAsync(2);
        worker.Run(3);

        // 8 GiB are free. The two running stages have allocated nothing yet and are expected to need 4 GiB.
        const string reason =
            "the stage would need 5,120 MiB of memory and 512 MiB are to stay free (reserve-memory), but only 4,096 MiB are available beside what runs";
        Assert.Equal(reason, (await worker.HearAsync<StageReleased>(3)).Reason);
        var status = await worker.StatusAsync();
        Assert.Equal((false, reason), (status.Accepting, status.Reason));

        worker.Engine.Complete(1);
        await worker.HearAsync<StageCompleted>(1);
        Assert.True((await worker.StatusAsync()).Accepting);
        worker.Run(3, attempt: 2);
        await worker.HearAsync<StageStarted>(3);
    }

    [Fact]
    public async Task Reserve_OthersHaveAllocatedWhatTheyNeed_CountsItOnce()
    {
        await using var worker = new WorkerFixture(slots: 2);
        worker.Engine.Memory = _ => 3 * GiB;
        await worker.StartAsync(1);
        worker.Memory.Used += 3 * GiB;
        worker.Memory.Free -= 3 * GiB;
        await worker.StartAsync(2);
    }

    [Fact]
    public async Task Reserve_MemoryUnknown_AcceptsAll()
    {
        await using var worker = new WorkerFixture(slots: 2);
        worker.Memory.Free = null;
        worker.Engine.Memory = _ => 100 * GiB;
        await worker.StartAsync(1);
        await worker.StartAsync(2);
        Assert.Null((await worker.StatusAsync()).MemoryFree);
    }

    [Fact]
    public async Task Reserve_NeedIsUnknown_LeavesItToTheEngine()
    {
        await using var worker = new WorkerFixture();
        worker.Engine.Memory = _ => throw new InvalidOperationException("no such network");
        await worker.StartAsync(1);
    }

    [Fact]
    public void Gauge_HereOnLinux_KnowsSomething()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        var reading = new MemoryGauge().Read();
        Assert.InRange(reading.Free!.Value, 1, long.MaxValue);
        Assert.InRange(reading.Used, 1 << 20, long.MaxValue);
    }

    [Fact]
    public void Gauge_MachineOnly_IsWhatTheKernelCallsAvailable()
    {
        using var machine = new FakeMachine();
        Assert.Equal(2048L << 20, Free(machine));
    }

    [Fact]
    public void Gauge_GroupVersion2_IsTheTightestLimitOnTheWayUp()
    {
        using var machine = new FakeMachine();
        machine.Write("proc/self/cgroup", "0::/pod/worker\n");
        machine.Write("sys/fs/cgroup/pod/worker/memory.max", "max\n");
        machine.Write("sys/fs/cgroup/pod/worker/memory.current", "5000\n");
        machine.Write("sys/fs/cgroup/pod/memory.max", "10000\n");
        machine.Write("sys/fs/cgroup/pod/memory.current", "7000\n");
        machine.Write("sys/fs/cgroup/pod/memory.stat", "anon 5500\ninactive_file 500\n");
        Assert.Equal(10000 - 7000 + 500, Free(machine));
    }

    [Fact]
    public void Gauge_GroupVersion2InAContainer_ReadsItsRoot()
    {
        using var machine = new FakeMachine();
        machine.Write("proc/self/cgroup", "0::/\n");
        machine.Write("sys/fs/cgroup/memory.max", "10000\n");
        machine.Write("sys/fs/cgroup/memory.current", "7000\n");
        Assert.Equal(3000, Free(machine));
    }

    [Fact]
    public void Gauge_GroupVersion1_ReadsTheMemoryController()
    {
        using var machine = new FakeMachine();
        machine.Write("proc/self/cgroup", "12:cpu,cpuacct:/docker/abc\n9:memory:/docker/abc\n1:name=systemd:/docker/abc\n");
        machine.Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "10000\n");
        machine.Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "9000\n");
        machine.Write("sys/fs/cgroup/memory/memory.stat", "cache 100\ntotal_inactive_file 50\n");
        Assert.Equal(1050, Free(machine));
    }

    [Fact]
    public void Gauge_NothingToRead_IsNotKnown()
    {
        using var machine = new FakeMachine();
        Directory.Delete(machine.Root, recursive: true);
        Assert.Null(Free(machine));
    }

    private static long? Free(FakeMachine machine) => new MemoryGauge(machine.Root).Read().Free;
}

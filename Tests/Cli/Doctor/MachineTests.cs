using Microsoft.Extensions.Time.Testing;
using Sweep.Cli.Doctor;
using Sweep.Cli.Doctor.Machine;
using Sweep.Tests.Worker.Machine;
using Sweep.Worker.Machine;

namespace Sweep.Tests.Cli.Doctor;

/// <summary>Machines that are broken on purpose, by other files in place of <c>/proc</c> and <c>/sys</c>.</summary>
public sealed class MachineTests : IDisposable
{
    private readonly FakeMachine _machine = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Memory_Enough_IsOk()
    {
        _machine.Write("proc/meminfo", "MemTotal:       16384000 kB\nMemAvailable:    8388608 kB\n");
        var finding = await MemoryAsync();

        Assert.Equal((FindingState.Ok, null), (finding.State, finding.Remedy));
        Assert.Contains("8.0 GiB to use of 15.6 GiB", finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0::/pod\n", "sys/fs/cgroup/pod/memory.max", "sys/fs/cgroup/pod/memory.current")]
    [InlineData("9:memory:/pod\n", "sys/fs/cgroup/memory/pod/memory.limit_in_bytes", "sys/fs/cgroup/memory/pod/memory.usage_in_bytes")]
    public async Task Memory_TinyLimitOfAControlGroup_Fails(string groups, string limit, string usage)
    {
        _machine.Write("proc/self/cgroup", groups).Write(limit, "134217728\n").Write(usage, "33554432\n");
        var finding = await MemoryAsync();

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.StartsWith(
            "96.0 MiB to use of 15.6 GiB, the control group's limit is 128.0 MiB; not even VGG16 ×0.25",
            finding.Found,
            StringComparison.Ordinal
        );
        Assert.Contains("docker: --memory", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_NoLimitInVersion1_IsNotTakenForOne()
    {
        _machine.Write("proc/self/cgroup", "9:memory:/\n").Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");

        Assert.DoesNotContain("limit", (await MemoryAsync()).Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_NotPromisedTwice_Warns()
    {
        _machine.Write("proc/sys/vm/overcommit_memory", "2\n");
        var finding = await MemoryAsync();

        Assert.Equal(FindingState.Warning, finding.State);
        Assert.Contains("vm.overcommit_memory", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0::/\n", "sys/fs/cgroup/cpu.max", "50000 100000\n")]
    [InlineData("4:cpu,cpuacct:/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n")]
    public async Task Threads_HalfAProcessor_Warns(string groups, string file, string quota)
    {
        _machine.Write("proc/self/cgroup", groups).Write(file, quota).Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        var finding = await ThreadsAsync();

        Assert.Equal(FindingState.Warning, finding.State);
        Assert.StartsWith("4 processors to use, for 0.5 of which the control group has time; ", finding.Found, StringComparison.Ordinal);
        Assert.Contains("--cpus", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_FewMayExist_Fails()
    {
        _machine
            .Write("proc/self/cgroup", "0::/pod\n")
            .Write("sys/fs/cgroup/pod/pids.max", "40\n")
            .Write("sys/fs/cgroup/pod/pids.current", "30\n");
        var finding = await ThreadsAsync();

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.Contains("only 10 threads may exist, and a worker needs 68", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_LimitsOfTheProcess_AreSeveralTroublesInOne()
    {
        _machine.Write(
            "proc/self/limits",
            "Limit                     Soft Limit           Hard Limit           Units     \nMax address space         1073741824           unlimited            bytes     \nMax open files            256                  4096                 files     \n"
        );
        var finding = await ThreadsAsync("active");

        Assert.Equal(FindingState.Warning, finding.State);
        Assert.Contains(
            "only 256 files may be open; the address space is limited to 1024 MiB; OMP_WAIT_POLICY is active",
            finding.Found,
            StringComparison.Ordinal
        );
        Assert.Contains("ulimit -n 4096. Remove that limit", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_NothingOfTheKind_IsOk() => Assert.Equal(FindingState.Ok, (await ThreadsAsync()).State);

    [Fact]
    public async Task Processor_AsTheKernelTells_IsNamedAndCounted()
    {
        _machine.Write("proc/cpuinfo", string.Concat(Enumerable.Repeat("model name\t: Fast 9000\nflags\t\t: fpu avx2 avx512f\n\n", 3)));
        var finding = await new ProcessorCheck(new ControlGroups(_machine.Root)).RunAsync(Stop);

        Assert.StartsWith("3 × Fast 9000, AVX2, AVX-512", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_FolderThatCannotBeWritten_Fails()
    {
        // Nobody can make a folder in a file, not even root.
        var file = Path.Combine(_machine.Root, "proc", "meminfo");
        var finding = await new DiskCheck(
            "home",
            Path.Combine(file, "sweep"),
            "Name another with --home.",
            TimeProvider.System,
            _ => 100L << 30
        ).RunAsync(Stop);

        Assert.Equal((FindingState.Failed, "Name another with --home."), (finding.State, finding.Remedy));
        Assert.StartsWith($"{file}/sweep (not there yet; {file} is) cannot be written", finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100L << 20, "only 100.0 MiB free", true)]
    [InlineData(2L << 30, "that is little", false)]
    public async Task Disk_Full_SaysSo(long free, string message, bool fails)
    {
        var finding = await new DiskCheck("home", _machine.Root, "", TimeProvider.System, _ => free).RunAsync(Stop);

        Assert.Equal(fails ? FindingState.Failed : FindingState.Warning, finding.State);
        Assert.Contains(message, finding.Found, StringComparison.Ordinal);
        Assert.Contains("Make room", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_Sound_IsMeasuredAndLeftAsItWas()
    {
        var finding = await new DiskCheck("home", Path.Combine(_machine.Root, "a", "b"), "", TimeProvider.System, _ => 100L << 30).RunAsync(
            Stop
        );

        // How fast it is, is not this test's business.
        Assert.NotEqual(FindingState.Failed, finding.State);
        Assert.IsType<double>(finding.Facts["bytes_per_second"]);
        Assert.Equal(["proc"], Directory.EnumerateFileSystemEntries(_machine.Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Clock_BeforeTheProgramWasMade_Fails()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(1970, 1, 1, 0, 0, 7, TimeSpan.Zero));
        var built = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

        var finding = await new ClockCheck(time, built).RunAsync(Stop);
        time.SetUtcNow(built);
        var right = await new ClockCheck(time, built).RunAsync(Stop);

        Assert.Equal((FindingState.Failed, FindingState.Ok), (finding.State, right.State));
        Assert.Equal("1970-01-01 00:00:07 UTC; this program is of 2026-11-01", finding.Found);
    }

    [Theory]
    [InlineData("LANG", "de_DE.ISO-8859-1", FindingState.Warning)]
    [InlineData("LC_ALL", "C.UTF-8", FindingState.Ok)]
    [InlineData("LC_CTYPE", "en_GB.utf8@euro", FindingState.Ok)]
    [InlineData("LANG", "C", FindingState.Ok)]
    [InlineData("OTHER", "x", FindingState.Ok)]
    public async Task Locale_Encoding_HasToBeUtf8(string name, string value, object state) =>
        Assert.Equal(state, (await new LocaleCheck(asked => asked == name ? value : null).RunAsync(Stop)).State);

    private Task<Finding> MemoryAsync() => new MemoryCheck(_machine.Root).RunAsync(Stop);

    private Task<Finding> ThreadsAsync(string? policy = null) =>
        new ThreadsCheck(new ControlGroups(_machine.Root), 4, name => name == "OMP_WAIT_POLICY" ? policy : null).RunAsync(Stop);
}

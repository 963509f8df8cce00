using System.Globalization;
using Sweep.Cli.Doctor;
using Sweep.Cli.Doctor.Training;
using Sweep.Tests.Cluster.Running;
using Sweep.Worker.Telemetry.Gpus;

namespace Sweep.Tests.Cli.Doctor;

/// <summary>What the child says that loads libtorch, and how it ends: a shell script in its place.</summary>
public class TrainingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Libtorch_RightOne_IsNamedWithItsPlace()
    {
        var finding = await LibtorchAsync(
            """echo 'noise'; echo '{"bridge":"/opt/libLibTorchSharp.so","is_adapted":true,"expected":"2.10.0","version":"2.10.1","files":["/opt/libc10.so","/opt/libtorch_cpu.so"]}'"""
        );

        Assert.Equal(FindingState.Ok, finding.State);
        Assert.Equal(
            "2.10.1, /opt/libtorch_cpu.so; TorchSharp's bridge adapted to this system's C++ library, /opt/libLibTorchSharp.so",
            finding.Found
        );
    }

    [Theory]
    [InlineData("\"version\":\"2.9.1\",", "2.9.1")]
    [InlineData("", "of unknown version")]
    public async Task Libtorch_OfAnotherVersion_Fails(string version, string found)
    {
        var finding = await LibtorchAsync($$"""echo '{"expected":"2.10.0",{{version}}"files":["/elsewhere/libtorch_cpu.so"]}'""");

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.StartsWith($"{found}, /elsewhere/libtorch_cpu.so", finding.Found, StringComparison.Ordinal);
        Assert.EndsWith("the bridge was built for 2.10.0", finding.Found, StringComparison.Ordinal);
        Assert.StartsWith("Take libtorch 2.10.0", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kill -SEGV $$", "does not load: the process was ended by SIGSEGV", "")]
    [InlineData("echo said >&2; exit 127", "does not load: the process ended with 127: said", "")]
    [InlineData("echo '{\"expected\":\"2.10.0\"}'; kill -ABRT $$", "does not load: the process was ended by SIGABRT", "")]
    [InlineData(
        "echo 'failed: /opt/x.so: undefined symbol: _ZN2at [DllNotFoundException]'; exit 70",
        "does not load: /opt/x.so: undefined symbol: _ZN2at",
        "Unset LD_LIBRARY_PATH"
    )]
    [InlineData("echo \"failed: version 'GLIBCXX_3.4.32' not found\"; exit 70", "does not load: version", "libstdc++ is older")]
    public async Task Libtorch_ThatEndsItsProcess_IsAFinding(string script, string found, string remedy)
    {
        var finding = await LibtorchAsync(script);

        Assert.Equal(FindingState.Failed, finding.State);
        Assert.StartsWith(found, finding.Found, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Libtorch_ProgramThatIsNotThere_IsAFinding() =>
        Assert.Contains(
            "cannot be started",
            (await new LibtorchCheck(new Probe(["/nowhere/sweep"])).RunAsync(Stop)).Found,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Ask_GivenUp_EndsTheChild()
    {
        var file = Path.GetTempFileName();
        using var stop = new CancellationTokenSource();
        var asking = new LibtorchCheck(Script($"echo $$ > {file}.new; mv {file}.new {file}; exec sleep 1000")).RunAsync(stop.Token);
        await Until.TrueAsync("the child has begun", () => new FileInfo(file).Length > 0);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        var child = int.Parse(await File.ReadAllTextAsync(file, Stop), CultureInfo.InvariantCulture);
        await Until.TrueAsync("the child is gone", () => !Directory.Exists($"/proc/{child}"));
        File.Delete(file);
    }

    [Fact]
    public async Task Devices_None_IsOneLine()
    {
        var finding = await DevicesAsync("echo '[]'", new GpuSurvey());

        Assert.Equal((FindingState.Ok, "no CUDA device"), (finding.State, finding.Found));
    }

    [Fact]
    public async Task Devices_CardThatLibtorchDoesNotSee_Warns()
    {
        var finding = await DevicesAsync(
            "echo '[]'",
            new GpuSurvey
            {
                Driver = "570.1",
                Cuda = "12.8",
                Gpus =
                [
                    new GpuFacts("GPU-1", "Fast Card")
                    {
                        Capability = "9.0",
                        MemorySize = 80L << 30,
                        MemoryFree = 79L << 30,
                    },
                ],
            }
        );

        Assert.Equal(FindingState.Warning, finding.State);
        Assert.Equal(
            "libtorch sees no CUDA device; driver 570.1 for CUDA up to 12.8: Fast Card, compute capability 9.0, 79.0 GiB free of 80.0 GiB",
            finding.Found
        );
        Assert.Contains("make build TORCH=cuda", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Devices_DriverThatDoesNotAnswer_Warns() =>
        Assert.Contains(
            "the driver does not answer: it is old",
            (await DevicesAsync("echo '[]'", new GpuSurvey { Problem = "it is old" })).Found,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        """{"index":0,"fp32_error":1e-7,"tf32_error":5e-4,"bf16_error":3e-3,"convolution_error":1e-7}""",
        FindingState.Ok,
        "1 device"
    )]
    [InlineData(
        """{"index":0,"fp32_error":0.5,"tf32_error":5e-4,"bf16_error":3e-3,"convolution_error":1e-7}""",
        FindingState.Failed,
        "cuda:0 computes in fp32 with a relative error of 5.0e-1, where 1.0e-5 is expected"
    )]
    [InlineData(
        """{"index":3,"problem":"no kernel image is available"}""",
        FindingState.Failed,
        "cuda:3 does not compute: no kernel image"
    )]
    public async Task Devices_EachPrecision_HasToBeRight(string device, object state, string found)
    {
        var finding = await DevicesAsync($"echo '[{device}]'", new GpuSurvey());

        Assert.Equal(state, finding.State);
        Assert.Contains(found, finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aaaaaaaa", 2.0, FindingState.Ok, "weights aaaaaaaa and aaaaaaaa")]
    [InlineData("bbbbbbbb", 2.0, FindingState.Failed, "which are not the same bits")]
    [InlineData("aaaaaaaa", 1.0, FindingState.Failed, "the CPU has 1.0000")]
    public async Task Repeat_OtherBitsOrAnotherLoss_Fails(string second, double lossOnCpu, object state, string found)
    {
        var answer = string.Create(
            CultureInfo.InvariantCulture,
            $$"""echo '{"device":"cuda:0","first":"aaaaaaaa","second":"{{second}}","loss":2,"loss_on_cpu":{{lossOnCpu}}}'"""
        );
        var finding = await new RepeatCheck(Script(answer), "vgg16", "auto", 2).RunAsync(Stop);

        Assert.Equal(state, finding.State);
        Assert.Contains(found, finding.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, FindingState.Ok)]
    [InlineData(0.3, FindingState.Warning)]
    public async Task Speed_FarBelowTheSameMachine_Warns(double share, object state)
    {
        var known = KnownMachines.All.First(machine => machine.Architecture == "vgg16");
        var rate = known.ImagesPerSecond * share;
        var answer = string.Create(
            CultureInfo.InvariantCulture,
            $$"""echo '{"device":"cpu","width":{{known.Width}},"batch":128,"threads":{{known.Threads}},"median":{{rate}},"least":{{rate}},"most":{{rate}}}'"""
        );
        var finding = await new SpeedCheck(Script(answer), "vgg16", "auto", known.Threads, known.Processor).RunAsync(Stop);
        var elsewhere = await new SpeedCheck(Script(answer), "vgg16", "auto", known.Threads, "Another 1").RunAsync(Stop);

        Assert.Equal((state, FindingState.Ok), (finding.State, elsewhere.State));
        Assert.Contains($"(known: {known.Processor}", elsewhere.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyOfThem_ChildThatFails_IsAFinding()
    {
        var probe = Script("echo 'failed: There is no device cuda:7: auto, cpu are here. [StageException]'; exit 70");
        foreach (
            var check in (ICheck[])
                [
                    new RepeatCheck(probe, "vgg16", "cuda:7", 1),
                    new SpeedCheck(probe, "vgg16", "cuda:7", 1, null),
                    new DevicesCheck(probe, _ => null, () => new GpuSurvey()),
                ]
        )
        {
            var finding = await check.RunAsync(Stop);
            Assert.Equal(FindingState.Failed, finding.State);
            Assert.Equal("Name one of these with --device.", finding.Remedy);
        }
    }

    [Theory]
    [InlineData(
        "Unable to load\n/opt/libLibTorchSharp.so: undefined symbol: x\nLibTorchSharp.so: cannot open shared object file",
        "/opt/libLibTorchSharp.so: undefined symbol: x"
    )]
    [InlineData(
        "Unable to load\nlibgomp-9.so.1: cannot open shared object file\nLibTorchSharp.so: cannot open shared object file",
        "libgomp-9.so.1: cannot open shared object file"
    )]
    [InlineData(
        "Unable to load\n/opt/libLibTorchSharp.so: cannot open shared object file\nLibTorchSharp.so: cannot open shared object file",
        "/opt/libLibTorchSharp.so: cannot open shared object file"
    )]
    [InlineData("Something else.", "Something else.")]
    [InlineData("", "")]
    public void Cause_OfSeveralLines_IsWhatIsWrong(string message, string cause) => Assert.Equal(cause, LibraryErrors.Cause(message));

    private static Probe Script(string text) => new(["/bin/sh", "-c", text]);

    private static Task<Finding> LibtorchAsync(string script) => new LibtorchCheck(Script(script)).RunAsync(Stop);

    private static Task<Finding> DevicesAsync(string script, GpuSurvey survey) =>
        new DevicesCheck(Script(script), _ => null, () => survey).RunAsync(Stop);
}

using Sweep.Tests.Hosting.Telemetry;
using Sweep.Worker.Telemetry.Gpus;

namespace Sweep.Tests.Worker.Telemetry;

public class GpuTests
{
    [Theory]
    [InlineData("cuda:0", null, "0")]
    [InlineData("cuda:1", null, "1")]
    [InlineData("cuda", null, "0")]
    [InlineData("cuda:1", "3,5", "5")]
    [InlineData("cuda:0", "GPU-7a1b, GPU-99", "GPU-7a1b")]
    [InlineData("cuda:0", "MIG-1234", "MIG-1234")]
    [InlineData("cpu", "0", null)]
    [InlineData("noop", null, null)]
    public void Of_Device_IsAmongTheVisibleOnes(string device, string? visible, string? expected) =>
        Assert.Equal(expected, GpuChoice.Of(device, visible));

    [Fact]
    public void Gauges_Reading_IsShownAsOfTheLastUpdate()
    {
        using var instruments = new Instruments();
        var gpu = new FakeGpu
        {
            Now = new GpuReading
            {
                Utilization = 0.75,
                MemoryUsed = 1 << 20,
                MemorySize = 4 << 20,
                Watts = 250,
                MostWatts = 300,
                Celsius = 61,
                Corrected = 3,
                Uncorrected = 1,
                Slowdowns = GpuSlowdowns.PowerCap | GpuSlowdowns.HardwareThermal,
            },
        };
        var gauges = new GpuGauges(instruments, gpu);
        Assert.Empty(instruments.Read());
        gauges.Update();
        gpu.Now = new GpuReading();

        var series = instruments.Read();

        Assert.Equal(
            (0.75, 1 << 20, 4 << 20),
            (
                series["sweep.gpu.utilization.ratio{gpu=GPU-1}"],
                series["sweep.gpu.memory.used{gpu=GPU-1}"],
                series["sweep.gpu.memory.size{gpu=GPU-1}"]
            )
        );
        Assert.Equal(
            (250, 300, 61),
            (series["sweep.gpu.power{gpu=GPU-1}"], series["sweep.gpu.power.limit{gpu=GPU-1}"], series["sweep.gpu.temperature{gpu=GPU-1}"])
        );
        Assert.Equal(
            (3, 1),
            (series["sweep.gpu.memory.errors{gpu=GPU-1,type=corrected}"], series["sweep.gpu.memory.errors{gpu=GPU-1,type=uncorrected}"])
        );
        Assert.Equal(
            ["hardware-thermal", "power-cap"],
            series
                .Where(one => one.Key.StartsWith("sweep.gpu.slowed", StringComparison.Ordinal) && one.Value == 1)
                .Select(one => one.Key.Split("reason=")[1].TrimEnd('}'))
                .Order()
        );
        Assert.Equal(5, series.Keys.Count(name => name.StartsWith("sweep.gpu.slowed", StringComparison.Ordinal)));

        gauges.Update();
        Assert.Empty(instruments.Read());
    }

    /// <summary>On any machine either a GPU is found or the problem says why not.</summary>
    [Fact]
    public void Open_OnThisMachine_FindsAGpuOrSaysWhyNot()
    {
        var gpu = Nvml.Open("0", out var problem);

        Assert.Equal(gpu is null, problem is not null);
        if (gpu is not null)
            Assert.InRange(gpu.Read().MemorySize ?? 1, 1, long.MaxValue);
        Assert.Null(Nvml.Open("GPU-of-nobody", out problem));
        Assert.NotNull(problem);
    }

    private sealed class FakeGpu : IGpu
    {
        public string Id => "GPU-1";

        public GpuReading Now { get; set; } = new();

        public GpuReading Read() => Now;
    }
}

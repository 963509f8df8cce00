using System.Globalization;
using Sweep.Performance;
using Sweep.Performance.Cluster;
using Sweep.Performance.Dispatch;
using Sweep.Performance.Gpu;
using Sweep.Performance.Page;
using Sweep.Performance.Planning;
using Sweep.Performance.Results;
using Sweep.Performance.Scale;
using Sweep.Performance.Startup;
using Sweep.Performance.Training;
using Sweep.Performance.Training.Limits;
using Sweep.Performance.Training.Loops;

return args switch
{
    [LoopProcess.Verb, .. var loop] => LoopProgram.Run(loop),
    [GpuLoop.Verb, var device, var threads, var images] => await GpuLoopProgram.RunAsync(
        device,
        int.Parse(threads, CultureInfo.InvariantCulture),
        int.Parse(images, CultureInfo.InvariantCulture)
    ),
    [GpuBenchmark.Verb, .. var request] => GpuRequest.Parse(request) is { } gpu ? await MeasureAsync(gpu) : Refuse(GpuRequest.Usage),
    [ScaleProcess.Verb, .. var step] => await ScaleProcess.RunAsync(step),
    [ScaleBenchmark.Verb, .. var cases] => await Benchmarks.RunAsync([new ScaleBenchmark(cases)], [ScaleBenchmark.Verb]),
    [StartupBenchmark.Verb, .. var folders] => await Benchmarks.RunAsync([new StartupBenchmark(folders)], [StartupBenchmark.Verb]),
    _ => await Benchmarks.RunAsync(
        [
            new PlanningBenchmark(),
            new ScaleBenchmark([]),
            new DispatchBenchmark(),
            new ClusterBenchmark(),
            new MetricsBenchmark(),
            new TrainingBenchmark(),
            new LimitsBenchmark(),
            new ResultsBenchmark(),
            new PageBenchmark(),
        ],
        args
    ),
};

static async Task<int> MeasureAsync(GpuRequest request)
{
    using var benchmark = new GpuBenchmark(request);
    return await benchmark.RunAsync();
}

static int Refuse(string usage)
{
    Console.Error.WriteLine($"expected {usage}");
    return 2;
}

using Sweep.Performance;
using Sweep.Performance.Dispatch;
using Sweep.Performance.Planning;

return await Benchmarks.RunAsync(
    [
        new PlanningBenchmark(),
        new StoreBenchmark(),
        new DispatchBenchmark(),
    ],
    args);

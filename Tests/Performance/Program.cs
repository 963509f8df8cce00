using Sweep.Performance;
using Sweep.Performance.Planning;

return await Benchmarks.RunAsync(
    [
        new PlanningBenchmark(),
    ],
    args);

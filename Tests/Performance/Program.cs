using Sweep.Performance;
using Sweep.Performance.Cluster;
using Sweep.Performance.Dispatch;
using Sweep.Performance.Page;
using Sweep.Performance.Planning;
using Sweep.Performance.Results;
using Sweep.Performance.Training;

return await Benchmarks.RunAsync(
    [
        new PlanningBenchmark(),
        new StoreBenchmark(),
        new DispatchBenchmark(),
        new ClusterBenchmark(),
        new TrainingBenchmark(),
        new ResultsBenchmark(),
        new PageBenchmark(),
    ],
    args);

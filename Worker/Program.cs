using Sweep.Hosting.Configuration;
using Sweep.Worker;
using Sweep.Worker.Configuration;

return await SweepProgram.RunAsync(SweepProgram.Create(WorkerCatalogue.Instance, WorkerHost.RunAsync), args);

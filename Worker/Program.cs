using Sweep.Hosting.Configuration;
using Sweep.Worker;
using Sweep.Worker.Configuration;

return await SweepProgram.RunAsync(WorkerCatalogue.Instance, args, WorkerHost.RunAsync);

using Sweep.Coordinator;
using Sweep.Coordinator.Configuration;
using Sweep.Hosting.Configuration;

return await SweepProgram.RunAsync(CoordinatorCatalogue.Instance, args, CoordinatorHost.RunAsync);

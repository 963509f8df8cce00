using Sweep.Coordinator;
using Sweep.Coordinator.Configuration;
using Sweep.Hosting.Configuration;

var token = TokenCommand.Create(TimeProvider.System);
return await SweepProgram.RunAsync(SweepProgram.Create(CoordinatorCatalogue.Instance, CoordinatorHost.RunAsync, token), args);

using Sweep.Coordinator;
using Sweep.Coordinator.Api.Security;
using Sweep.Coordinator.Configuration;
using Sweep.Hosting.Configuration;

return args is ["token", .. var rest]
    ? TokenCommand.Run(rest, Console.Out, Console.Error)
    : await SweepProgram.RunAsync(CoordinatorCatalogue.Instance, args, CoordinatorHost.RunAsync);

using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Verbs;

return await Invocation.InvokeAsync(
    new RootCommand("Runs large grids of train-and-prune experiments from one YAML file.")
    {
        Validate.Create(),
        Plan.Create(),
        Run.Create(TimeProvider.System),
        List.Create(TimeProvider.System),
        Results.Create(TimeProvider.System),
        Report.Create(TimeProvider.System),
        Data.Create(),
    },
    args);

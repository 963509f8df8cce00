using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Verbs;

return await Invocation.InvokeAsync(
    new RootCommand("Runs large grids of train-and-prune experiments from one YAML file.")
    {
        Validate.Create(),
        Plan.Create(),
        Run.Create(TimeProvider.System),
        Submit.Create(TimeProvider.System),
        List.Create(TimeProvider.System),
        Show.Create(TimeProvider.System),
        Pause.Create(),
        Resume.Create(),
        Cancel.Create(),
        Retry.Create(),
        Priority.Create(),
        Delete.Create(),
        Workers.Create(),
        Drain.Create(),
        Results.Create(TimeProvider.System),
        Report.Create(TimeProvider.System),
        Serve.Create(TimeProvider.System),
        Data.Create(),
    },
    args);

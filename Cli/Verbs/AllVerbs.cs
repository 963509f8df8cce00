using System.CommandLine;

namespace Sweep.Cli.Verbs;

/// <summary>The program's verbs, in the order that its help lists them.</summary>
public static class AllVerbs
{
    public static RootCommand Create(TimeProvider time) =>
        new RootCommand("Runs large grids of train-and-prune experiments from one YAML file.")
        {
            Validate.Create(),
            Plan.Create(time),
            Run.Create(time),
            Submit.Create(time),
            List.Create(time),
            Show.Create(time),
            Failures.Create(time),
            Stage.Create(time),
            Logs.Create(time),
            Watch.Create(time),
            Pause.Create(time),
            Resume.Create(time),
            Cancel.Create(time),
            Retry.Create(time),
            Priority.Create(time),
            Delete.Create(time),
            Workers.Create(),
            Drain.Create(),
            Results.Create(time),
            Report.Create(time),
            Serve.Create(time),
            Store.Create(time),
            Context.Create(),
            Data.Create(),
            Doctor.Create(time),
            Completion.Create(),
        };
}

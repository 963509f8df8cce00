using System.CommandLine;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Listing;
using Sweep.Cli.Stages;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep logs STAGE</c>: what the attempts at a stage have logged.</summary>
public static class Logs
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    public static Command Create(TimeProvider time)
    {
        var id = new Argument<string>("STAGE")
        {
            Description = "The stage's id, or the first digits of it; sweep failures, watch and results show ids",
        };
        var follow = new Option<bool>("--follow", "-f")
        {
            Description = "Write what is new until the stage has ended; the exit code is 1 when it failed",
        };
        var sources = new SweepSources(time);
        var verb = new Verb(
            "logs",
            "Write the ends of the logs of a stage's attempts, and its epochs; a worker tells what is new with its heartbeats",
            "sweep logs 3fa9c1d2",
            "sweep logs -f 3fa9c1d2 --server http://127.0.0.1:5080   # until it has ended"
        )
        {
            id,
            follow,
        };
        sources.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var log = new StageLog(parsed.InvocationConfiguration.Output);
                while (true)
                {
                    // A home is read anew each time: whoever runs it writes there.
                    await using var source = sources.Open(parsed);
                    var server = await source.AskAsync(cancellation);
                    var stage = await server.CallAsync(
                        options => server.Results.GetStageAsync(new GetStageRequest { StageId = parsed.GetValue(id)! }, options),
                        cancellation
                    );
                    log.Write(stage);
                    var state = stage.Stage.State;
                    if (!parsed.GetValue(follow))
                        return ExitCode.Completed;
                    if (state is StageState.Completed or StageState.Failed or StageState.Blocked)
                        return state == StageState.Completed ? ExitCode.Completed : ExitCode.SomeTrialsFailed;
                    await Task.Delay(_interval, time, cancellation);
                }
            }
        );
        return verb;
    }
}

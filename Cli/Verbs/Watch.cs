using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Cli.Connecting;
using Sweep.Cli.Output;
using Sweep.Cli.Watching;
using Sweep.Client;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep watch [NAME]</c>: sweeps of a cluster at work.</summary>
public static class Watch
{
    public static Command Create(TimeProvider time)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "The sweep, to its end; left out: every sweep, until Ctrl-C",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var connection = new ConnectionOptions();
        name.SweepNames(connection);
        var format = OutputFormats.Option(OutputFormat.Json, OutputFormat.Jsonl);
        var verb = new Verb(
            "watch",
            "Watch sweeps of a cluster: progress, time left, what workers are at, what failed and why; the exit code is that of sweep run",
            "sweep watch study",
            "sweep watch                          # every sweep",
            "sweep watch study | tee study.log    # a line for each stage",
            "sweep watch study --format jsonl | jq -c '.settled[]'   # what the coordinator tells, an object a line"
        )
        {
            name,
            format,
        };
        connection.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                using var server = new CoordinatorClient(connection.Resolve(parsed));
                var (sweep, to) = (parsed.GetValue(name), parsed.InvocationConfiguration);
                var view =
                    parsed.GetValue(format) == OutputFormat.Table
                        ? WatchViews.ForPeople(to.Output, isMany: sweep is null, time)
                        : new WatchMessages(to.Output, to.Error);
                return WatchViews.CodeOf(await new Watcher(server, view, time).ToEndAsync(sweep, isKnown: false, cancellation));
            }
        );
        return verb;
    }
}

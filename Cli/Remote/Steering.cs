using System.CommandLine;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Cli.Listing;

namespace Sweep.Cli.Remote;

/// <summary>The verbs that change one sweep of a cluster and say how it stands then.</summary>
internal static class Steering
{
    /// <param name="call">Changes the sweep of this name.</param>
    /// <param name="more">What the verb takes after NAME.</param>
    public static Command Create(Verb verb, Func<Sweeps.SweepsClient, string, ParseResult, CallOptions, Task<Steered>> call, params IEnumerable<Argument> more)
    {
        var name = new Argument<string>("NAME") { Description = "The sweep" };
        var server = new ServerOption();
        var format = OutputFormats.Option(OutputFormat.Json);
        foreach (var argument in more.Prepend(name))
            verb.Add(argument);
        verb.Add(server);
        verb.Add(format);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = new Server(server.Resolve(parsed));
            var steered = await cluster.CallAsync(options => call(cluster.Sweeps, parsed.GetValue(name)!, parsed, options), cancellation);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
                JsonOutput.Write(output, SweepRow.Of(steered.Sweep));
            else
                output.WriteLine(steered.Message);
            return ExitCode.Completed;
        });
        return verb;
    }

    /// <summary>What workers still have of a sweep that is not to go on; empty when it is nothing.</summary>
    public static string Leaving(SweepInfo sweep) => (sweep.Stages.Running + sweep.Stages.Queued) switch
    {
        0 => "",
        1 => "; the stage that is running is saved and given back",
        var stages => $"; the {SweepTable.Count(stages)} stages that are running are saved and given back",
    };
}

/// <summary>A sweep after a change.</summary>
/// <param name="Message">One line on what has come of it.</param>
internal sealed record Steered(SweepInfo Sweep, string Message);

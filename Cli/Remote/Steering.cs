using System.CommandLine;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Cli.Connecting;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;

namespace Sweep.Cli.Remote;

/// <summary>The verbs that change one sweep of a cluster and say how it stands then.</summary>
internal static class Steering
{
    /// <param name="call">Changes the sweep of this name; returns it as it is then, and one line on what was done.</param>
    /// <param name="more">What the verb takes after NAME.</param>
    public static Command Create(Verb verb, Func<Sweeps.SweepsClient, string, ParseResult, CallOptions, Task<(SweepInfo Sweep, string Message)>> call, params IEnumerable<Argument> more)
    {
        var name = new Argument<string>("NAME") { Description = "The sweep" };
        var connection = new ConnectionOptions();
        name.SweepNames(connection);
        var format = OutputFormats.Option(OutputFormat.Json);
        foreach (var argument in more.Prepend(name))
            verb.Add(argument);
        verb.Add(format);
        connection.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var cluster = new Server(connection.Resolve(parsed));
            var (sweep, message) = await cluster.CallAsync(options => call(cluster.Sweeps, parsed.GetValue(name)!, parsed, options), cancellation);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
                JsonOutput.Write(output, SweepRow.Of(sweep));
            else
                output.WriteLine(message);
            return ExitCode.Completed;
        });
        return verb;
    }
}

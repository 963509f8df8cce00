using System.CommandLine;
using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;

namespace Sweep.Cli.Remote;

/// <summary>The verbs that change one sweep, of a cluster or of a home, and say how it stands then.</summary>
internal static class Steering
{
    /// <param name="call">Changes the sweep of this name; returns it as it is then, and one line on what was done.</param>
    /// <param name="more">What the verb takes after NAME.</param>
    public static Command Create(
        Verb verb,
        TimeProvider time,
        Func<Sweeps.SweepsClient, string, ParseResult, CallOptions, Task<(SweepInfo Sweep, string Message)>> call,
        params IEnumerable<Argument> more
    )
    {
        var name = new Argument<string>("NAME") { Description = "The sweep" };
        var steered = new Steered(time);
        var format = OutputFormats.Option(OutputFormat.Json);
        foreach (var argument in more.Prepend(name))
            verb.Add(argument);
        verb.Add(format);
        steered.AddTo(verb, name);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                var (sweep, message) = await steered.WithAsync(
                    parsed,
                    server => server.CallAsync(options => call(server.Sweeps, parsed.GetValue(name)!, parsed, options), cancellation),
                    cancellation
                );
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(format) == OutputFormat.Json)
                    JsonOutput.Write(output, SweepRow.Of(sweep));
                else
                    output.WriteLine(message);
                if (steered.IsHome(parsed) && sweep.State == SweepState.Running)
                {
                    parsed.InvocationConfiguration.Error.WriteLine(
                        $"Nothing runs in a home by itself: sweep run FILE --name {sweep.Name} --home DIR goes on with it (sweep show {sweep.Name} --spec has the file)."
                    );
                }

                return ExitCode.Completed;
            }
        );
        return verb;
    }
}

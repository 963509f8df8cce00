using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep list</c>: the sweeps in a home or of a cluster.</summary>
public static class List
{
    public static Command Create(TimeProvider time)
    {
        var sources = new SweepSources(time);
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "list",
            "List the sweeps in the home or of a cluster, newest first, with their state and progress",
            "sweep list",
            "sweep list --server http://127.0.0.1:5080   # of a cluster",
            "sweep list --format json")
        {
            format,
        };
        sources.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            await using var source = sources.Open(parsed);
            var (rows, fault) = await source.ListAsync(cancellation);
            if (fault.Length > 0)
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"The coordinator's store does not work: {fault} Workers train on, and nothing is handed out or lost; it goes on by itself.");
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(format) == OutputFormat.Json)
                JsonOutput.Write(output, rows);
            else if (rows.Count == 0)
                output.WriteLine("No sweeps yet: sweep run FILE makes one here, sweep submit FILE in a cluster.");
            else
                SweepTable.WriteMany(output, rows);
            return ExitCode.Completed;
        });
        return verb;
    }
}

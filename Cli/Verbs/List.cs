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
        var tags = new Option<string[]>("--tag")
        {
            Description = "Only sweeps with this tag (tags in the spec); given again, with all of them",
            HelpName = "TAG",
        };
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "list",
            "List the sweeps in the home or of a cluster, newest first, with their state and progress",
            "sweep list",
            "sweep list --server http://127.0.0.1:5080   # of a cluster",
            "sweep list --tag paper --format json"
        )
        {
            tags,
            format,
        };
        sources.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                await using var source = sources.Open(parsed);
                var (rows, fault) = await source.ListAsync(cancellation);
                if (fault.Length > 0)
                {
                    await parsed.InvocationConfiguration.Error.WriteLineAsync(
                        $"The coordinator's store does not work: {fault} Workers train on, and nothing is handed out or lost; it goes on by itself."
                    );
                }

                var asked = parsed.GetValue(tags) ?? [];
                var known = rows.SelectMany(row => row.Tags).Distinct(StringComparer.Ordinal).ToList();
                rows = [.. rows.Where(row => asked.All(row.Tags.Contains))];
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(format) == OutputFormat.Json)
                {
                    JsonOutput.Write(output, rows);
                }
                else if (rows.Count == 0 && asked.Length > 0)
                {
                    output.WriteLine(
                        $"No sweep has {(asked.Length == 1 ? "the tag" : "all of the tags")} {string.Join(", ", asked)}{(known.Count == 0 ? ": none has any" : $"; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}")}."
                    );
                }
                else if (rows.Count == 0)
                {
                    output.WriteLine("No sweeps yet: sweep run FILE makes one here, sweep submit FILE in a cluster.");
                }
                else
                {
                    SweepTable.WriteMany(output, rows, time.GetUtcNow());
                }

                return ExitCode.Completed;
            }
        );
        return verb;
    }
}

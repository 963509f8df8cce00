using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep show NAME</c>: one sweep, where it stands and what it was asked.</summary>
public static class Show
{
    public static Command Create(TimeProvider time)
    {
        var name = new Argument<string>("NAME") { Description = "The sweep" };
        var sources = new SweepSources(time);
        name.SweepNames(sources);
        var format = OutputFormats.Option(OutputFormat.Json);
        var spec = new Option<bool>("--spec") { Description = "Write the spec that it was submitted with, and nothing else" };
        var verb = new Verb(
            "show",
            "Show where a sweep in the home or of a cluster stands",
            "sweep show study",
            "sweep show study --server http://127.0.0.1:5080",
            "sweep show study --spec > study.yaml   # what it was submitted with"
        )
        {
            name,
            format,
            spec,
        };
        sources.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                await using var source = sources.Open(parsed);
                var (row, text) = await source.ShowAsync(parsed.GetValue(name)!, cancellation);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(spec))
                    output.Write(text);
                else if (parsed.GetValue(format) == OutputFormat.Json)
                    JsonOutput.Write(output, row);
                else
                    SweepTable.WriteOne(output, row);
                return ExitCode.Completed;
            }
        );
        return verb;
    }
}

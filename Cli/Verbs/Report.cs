using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Completion;
using Sweep.Cli.Listing;
using Sweep.Cli.Output;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep report [NAME]</c>: the page of plots, one HTML file.</summary>
public static class Report
{
    public static Command Create(TimeProvider time)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "The sweep; may be left out when there is only one",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var sources = new SweepSources(time);
        name.SweepNames(sources);
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to write it, - for standard output [default: in the home]",
            HelpName = "FILE",
        };
        var tolerance = Options.Above0<double>(
            "--tolerance",
            "Points of top-1 below the dense network that still count as the same accuracy [default: the spec's]"
        );
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "report",
            "Write a sweep's plots and tables as one HTML file that opens offline; of the home or of a cluster",
            "sweep report study -o study.html",
            "sweep report study --tolerance 0.5",
            "sweep report study -o study.html --server http://127.0.0.1:5080"
        )
        {
            name,
            output,
            tolerance,
            format,
        };
        sources.AddTo(verb);
        verb.SetAction(
            async (parsed, cancellation) =>
            {
                await using var source = sources.Open(parsed);
                var (_, sweep) = await source.AskAsync(parsed.GetValue(name), cancellation);
                if (parsed.GetValue(output) == "-")
                {
                    await using var standard = Console.OpenStandardOutput();
                    await source.WriteReportAsync(sweep, parsed.GetValue(tolerance), standard, cancellation);
                    return ExitCode.Completed;
                }

                var path = Path.GetFullPath(parsed.GetValue(output) ?? sources.Home.Resolve(parsed).Report(sweep));
                await OutputFile.WriteAsync(
                    path,
                    stream => source.WriteReportAsync(sweep, parsed.GetValue(tolerance), stream, cancellation)
                );
                var to = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(format) == OutputFormat.Json)
                    JsonOutput.Write(to, new { sweep, report = path });
                else
                    await to.WriteLineAsync(path);
                return ExitCode.Completed;
            }
        );
        return verb;
    }
}

using System.CommandLine;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Results;
using Sweep.Coordinator.Study.Reporting;

namespace Sweep.Cli.Verbs;

/// <summary><c>sweep report [NAME]</c>: the page of plots, one HTML file.</summary>
public static class Report
{
    public static Command Create(TimeProvider time)
    {
        var name = new Argument<string?>("NAME") { Description = "The sweep; may be left out when there is only one", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--output", "-o") { Description = "Where to write it, - for standard output [default: in the home]", HelpName = "FILE" };
        var tolerance = Options.Above0<double>("--tolerance", "Points of top-1 below the dense network that still count as the same accuracy [default: the spec's]");
        var home = new HomeOption();
        var verb = new Verb(
            "report",
            "Write a sweep's plots and tables as one HTML file that opens offline",
            "sweep report study -o study.html",
            "sweep report study --tolerance 0.5")
        {
            name, output, tolerance, home,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var place = home.Resolve(parsed);
            await using var stored = await StoredSweep.OpenAsync(place, parsed.GetValue(name), time, cancellation);
            var document = await ReportBuilder.BuildAsync(stored.Store, stored.Sweep, parsed.GetValue(tolerance) ?? stored.Tolerance, time, cancellation);
            if (parsed.GetValue(output) == "-")
            {
                await using var standard = Console.OpenStandardOutput();
                await ReportPage.WriteAsync(document, standard, cancellation);
                return ExitCode.Completed;
            }

            var path = parsed.GetValue(output) ?? place.Report(stored.Sweep.Name);
            try
            {
                await ReportPage.WriteFileAsync(document, path, cancellation);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"{path} cannot be written: {error.Message}");
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(Path.GetFullPath(path));
            return ExitCode.Completed;
        });
        return verb;
    }
}

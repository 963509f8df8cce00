using Sweep.Cli.Listing;
using Sweep.Cli.Results;
using Sweep.Client;
using Sweep.Coordinator.Api.InProcess;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study.Reporting;

namespace Sweep.Cli.Running;

/// <summary>What a sweep ends with: the table, the study's figure and the page of plots.</summary>
internal sealed class Closing(RunRequest request, SweepReader sweeps, double tolerance, TimeProvider time)
{
    /// <summary>The report's path; null when there are too many trials for one page.</summary>
    public async Task<string?> WriteReportAsync(CancellationToken cancellation)
    {
        if (
            (await sweeps.Ledger.AskAsync(known => known.Count(request.Name), cancellation).ConfigureAwait(false)).Total.Trials
            > ReportBuilder.MostTrials
        )
        {
            return null;
        }

        var sweep = (await sweeps.FindSweepAsync(request.Name, cancellation).ConfigureAwait(false))!;
        var document = await ReportBuilder.BuildAsync(sweeps, sweep, tolerance, time, cancellation).ConfigureAwait(false);
        document = document with { Search = await SearchedTrials.SummariseAsync(sweep, sweeps, cancellation).ConfigureAwait(false) };
        var path = request.Home.Report(request.Name);
        await ReportPage.WriteFileAsync(document, path, cancellation).ConfigureAwait(false);
        return path;
    }

    public async Task PrintAsync(TextWriter output, SweepRow sweep, string? report, CancellationToken cancellation)
    {
        if (report is null)
        {
            output.WriteLine($"More than {ReportBuilder.MostTrials:#,0} trials: sweep results {request.Name} --group-by … sums them up.");
            return;
        }

        await using var services = HomeApi.Over(sweeps.Ledger, time);
        var reader = new ResultsReader(new CoordinatorClient(services), request.Name);
        output.WriteLine();
        ResultsPrinter.Print(await reader.GroupsWithReasonsAsync("", [], [], cancellation).ConfigureAwait(false), output);
        StudyPrinter.Print(await reader.FigureAsync("", tolerance, cancellation).ConfigureAwait(false), output);
        output.WriteLine();
        output.WriteLine($"{SweepLine.Hours(sweep)}.");
        output.WriteLine($"Report: {report}");
    }
}

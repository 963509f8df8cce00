using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Reporting;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Api.Http;

/// <summary><c>GET /v1/sweeps/{name}/report</c>: the page of plots with its data inside, as <c>sweep report</c> writes it.</summary>
internal sealed class ReportEndpoint(SweepFinder finder, SweepReader sweeps, ResultTables tables, TimeProvider time)
{
    private readonly Lazy<EmbeddedPage> _template = new(() =>
        EmbeddedPage.Find("report.html") ?? throw ApiErrors.NotFound("This build of sweep-coordinator has no report page.")
    );

    public async Task ServeAsync(HttpContext http)
    {
        var stop = http.RequestAborted;
        var sweep = await finder.FindAsync((string)http.GetRouteValue("name")!, stop).ConfigureAwait(false);
        var tolerance = Tolerance(http.Request) ?? StudyFigure.ToleranceOf(sweep);
        var trials = (await sweeps.Ledger.AskAsync(known => known.Count(sweep.Name), stop).ConfigureAwait(false)).Total.Trials;
        if (trials > ReportBuilder.MostTrials)
        {
            throw ApiErrors.WrongState(
                $"Sweep {sweep.Name} has {trials:N0} trials, and a report shows {ReportBuilder.MostTrials:N0} at most; its results can be exported, or summed up in groups."
            );
        }

        var table = await tables.OpenAsync(sweep, stop).ConfigureAwait(false);
        var document = await ReportBuilder.BuildAsync(sweeps, sweep, table, tolerance, time, stop).ConfigureAwait(false);
        document = document with { Search = await SearchedTrials.SummariseAsync(sweep, sweeps, stop).ConfigureAwait(false) };
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = _template.Value.Policy;
        http.Response.Headers.ContentDisposition = $"inline; filename=\"{sweep.Name}.html\"";
        await ReportPage.WriteAsync(document, http.Response.Body, stop).ConfigureAwait(false);
    }

    private static double? Tolerance(HttpRequest request)
    {
        if (request.Query["tolerance"].ToString() is not { Length: > 0 } text)
            return null;
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var points) && points > 0 && double.IsFinite(points)
            ? points
            : throw ApiErrors.InvalidRequest("tolerance: expected percentage points above 0, such as 1.");
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sweep.Contracts.Spec;
using Sweep.Contracts.Spec.Values;
using Sweep.Coordinator.Api.Questions;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study.Export;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Api.Http;

/// <summary><c>GET /v1/sweeps/{name}/export?format=…&amp;where=…</c>: a sweep's trials as a file to download, written as they are read.</summary>
internal sealed class ExportEndpoint(SweepFinder finder, SweepReader sweeps, ResultTables tables)
{
    private static readonly Words<ExportFormat> _formats = Words.Of<ExportFormat>();

    public async Task ServeAsync(HttpContext http)
    {
        var stop = http.RequestAborted;
        var asked = http.Request.Query["format"].ToString();
        var format = ExportFormat.Csv;
        if (asked.Length > 0 && !_formats.TryParse(asked, out format))
            throw ApiErrors.InvalidRequest($"format: expected {_formats.Expected}{Suggestion.Of(asked, _formats.All)}.");
        var where = http.Request.Query["where"].ToString();
        ResultsQuestion.CheckLength(where);
        var sweep = await finder.FindAsync((string)http.GetRouteValue("name")!, stop).ConfigureAwait(false);
        var export = ResultExport.Of(sweeps, await tables.OpenAsync(sweep, stop).ConfigureAwait(false), where.Length > 0 ? where : null);

        http.Response.ContentType = format switch
        {
            ExportFormat.Csv => "text/csv; charset=utf-8",
            ExportFormat.Jsonl => "application/jsonl",
            _ => "application/vnd.apache.parquet",
        };
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{sweep.Name}.{_formats.Format(format)}\"";
        await export.WriteAsync(format, http.Response.Body, stop).ConfigureAwait(false);
    }
}

using Grpc.Core;
using Sweep.Api.V1;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Api.Questions;

/// <summary>The service <c>sweep.v1.Results</c>: questions about trials are answered by <see cref="ResultTables"/>.</summary>
internal sealed partial class ResultsService(SweepFinder finder, SweepReader sweeps, ResultTables tables, StageNodes nodes)
    : Results.ResultsBase
{
    public override async Task<QueryResultsResponse> QueryResults(QueryResultsRequest request, ServerCallContext context)
    {
        var (sweep, table) = await OpenAsync(request.Name, context.CancellationToken).ConfigureAwait(false);
        var question = ResultsQuestion.Of(request);
        var place = ResultsPlace.Read(request, sweep);
        var (answer, next) = question.IsGrouped
            ? table.Read(all => question.GroupPage(all, place))
            : await question.TrialPageAsync(table, sweeps, place, context.CancellationToken).ConfigureAwait(false);
        answer.NextPageToken = next is { } token ? token.Write(request, sweep) : "";
        return answer;
    }

    public override async Task StreamResults(
        QueryResultsRequest request,
        IServerStreamWriter<QueryResultsResponse> responseStream,
        ServerCallContext context
    )
    {
        if (request.PageToken.Length > 0)
            throw ApiErrors.InvalidRequest("page_token: expected nothing; a stream has all pages.");
        var (_, table) = await OpenAsync(request.Name, context.CancellationToken).ConfigureAwait(false);
        var question = ResultsQuestion.Of(request);
        await foreach (var page in question.AllAsync(table, sweeps, context.CancellationToken).ConfigureAwait(false))
            await responseStream.WriteAsync(page, context.CancellationToken).ConfigureAwait(false);
    }

    public override async Task<BestSparsityResponse> BestSparsity(BestSparsityRequest request, ServerCallContext context)
    {
        if (request.HasTolerance && !(request.Tolerance is >= 0 and <= 100))
            throw ApiErrors.InvalidRequest($"tolerance: expected points of top-1, 0 to 100, found {request.Tolerance}.");
        var (sweep, table) = await OpenAsync(request.Name, context.CancellationToken).ConfigureAwait(false);
        var tolerance = request.HasTolerance ? request.Tolerance : StudyFigure.ToleranceOf(sweep);
        ResultsQuestion.CheckLength(request.Where);
        var answer = new BestSparsityResponse { Tolerance = tolerance };
        var leaves = table.Read(all => StudyFigure.StagesOf(all, all.Select(request.Where)));
        var outcomes = await sweeps.ReadOutcomesAsync(leaves, context.CancellationToken).ConfigureAwait(false);
        var rows = table.Read(all => StudyFigure.Of(all, all.Select(request.Where), tolerance, outcomes));
        answer.Rows.AddRange(rows.Select(StudyMessages.Of));
        answer.Answer = StudyAnswer.Of(rows);
        answer.Search.AddRange(await SearchedTrials.SummariseAsync(sweep, sweeps, context.CancellationToken).ConfigureAwait(false));
        return answer;
    }

    public override async Task<GetGridResponse> GetGrid(GetGridRequest request, ServerCallContext context)
    {
        if (request.Cells is < 0 or > TrialGrid.MostCells)
        {
            throw ApiErrors.InvalidRequest(
                $"cells: expected 0, which means {TrialGrid.MostCells}, to {TrialGrid.MostCells}, found {request.Cells}."
            );
        }

        ResultsQuestion.CheckLength(request.Where);
        var (_, table) = await OpenAsync(request.Name, context.CancellationToken).ConfigureAwait(false);
        return table.Read(all =>
            TrialGrid.Of(
                all,
                request.Where,
                request.OrderBy,
                request.Metric.Length > 0 ? request.Metric : "top1",
                request.Cells > 0 ? request.Cells : TrialGrid.MostCells
            )
        );
    }

    private async Task<(SweepRecord Sweep, LiveTable Table)> OpenAsync(string name, CancellationToken cancellation)
    {
        var sweep = await finder.FindAsync(name, cancellation).ConfigureAwait(false);
        return (sweep, await tables.OpenAsync(sweep, cancellation).ConfigureAwait(false));
    }
}

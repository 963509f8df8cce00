using System.Runtime.CompilerServices;
using Sweep.Api.V1;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Tables;
using ResultField = Sweep.Coordinator.Study.ResultField;

namespace Sweep.Coordinator.Api.Questions;

/// <summary>A <see cref="QueryResultsRequest"/> whose shape is sound; whether its fields are there turns out when it is asked.</summary>
internal sealed class ResultsQuestion
{
    /// <summary>Characters; a longer condition would be no question of a person, and take long.</summary>
    private const int LongestCondition = 10_000;

    private const int UsualPage = 1_000;
    private const int LargestPage = 10_000;

    /// <summary>Of the names in a list; there are some thirty fields.</summary>
    private const int MostNames = 1_000;

    private static readonly string[] _usualMetrics = ["top1", "loss", "compression"];

    private readonly QueryResultsRequest _request;
    private readonly int _size;

    private ResultsQuestion(QueryResultsRequest request) =>
        (_request, _size) = (request, request.PageSize > 0 ? request.PageSize : UsualPage);

    public bool IsGrouped => _request.GroupBy.Count > 0;

    public static ResultsQuestion Of(QueryResultsRequest request)
    {
        if (request.PageSize is < 0 or > LargestPage)
            throw ApiErrors.InvalidRequest($"page_size: expected 0, which means {UsualPage}, to {LargestPage}, found {request.PageSize}.");
        if (request.GroupBy.Count > 0 && (request.Fields.Count > 0 || request.OrderBy.Length > 0))
        {
            throw ApiErrors.InvalidRequest(
                $"{(request.Fields.Count > 0 ? "fields" : "order_by")}: is about trials; with group_by, groups are answered, by their keys in the grid's order."
            );
        }

        if (request.GroupBy.Count == 0 && request.Metrics.Count > 0)
            throw ApiErrors.InvalidRequest("metrics: are of groups; group_by says which.");
        if (Math.Max(request.GroupBy.Count, Math.Max(request.Metrics.Count, request.Fields.Count)) > MostNames)
            throw ApiErrors.InvalidRequest($"group_by, metrics, fields: expected at most {MostNames} names.");
        CheckLength(request.Where);
        return new ResultsQuestion(request);
    }

    public static void CheckLength(string where)
    {
        if (where.Length > LongestCondition)
            throw ApiErrors.InvalidRequest($"where: expected at most {LongestCondition} characters, found {where.Length}.");
    }

    public (QueryResultsResponse Answer, ResultsPlace? Next) GroupPage(ResultTable table, ResultsPlace? place)
    {
        var rows = table.Select(_request.Where);
        var groups = Groups(table, rows);
        return GroupPage(table, groups, rows.Count, place is { } after ? after.Place.Row + 1L : 0);
    }

    public async Task<(QueryResultsResponse Answer, ResultsPlace? Next)> TrialPageAsync(
        LiveTable live,
        SweepReader sweeps,
        ResultsPlace? place,
        CancellationToken cancellation
    )
    {
        var page = live.Read(table =>
        {
            var fields = Fields(table);
            var rows = table.Select(_request.Where);
            var order = RowOrder.Parse(_request.OrderBy, table.Fields);
            var some = order?.Top(table, rows, place?.Place, _size + 1) ?? rows.After(place?.Place.Row ?? -1, _size + 1);
            return TrialPage.Read(table, fields, order, some, Math.Min(_size, some.Count), rows.Count);
        });
        return await page.FinishAsync(sweeps, cancellation).ConfigureAwait(false);
    }

    /// <summary>Every page; each is made when the one before is taken.</summary>
    public async IAsyncEnumerable<QueryResultsResponse> AllAsync(
        LiveTable live,
        SweepReader sweeps,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (IsGrouped)
        {
            var (first, groups, matched) = live.Read(table =>
            {
                var rows = table.Select(_request.Where);
                var all = Groups(table, rows);
                return (GroupPage(table, all, rows.Count, 0), all, rows.Count);
            });
            yield return first.Answer;
            for (var next = first.Next; next is { } place; )
            {
                var (answer, after) = live.Read(table => GroupPage(table, groups, matched, place.Place.Row + 1));
                yield return answer;
                next = after;
            }

            yield break;
        }

        var (trials, fields) = live.Read(table =>
        {
            var rows = table.Select(_request.Where);
            return (RowOrder.Parse(_request.OrderBy, table.Fields)?.Sort(table, rows) ?? rows, Fields(table));
        });
        for (var done = 0; done < trials.Count || done == 0; )
        {
            var from = done;
            var page = live.Read(table =>
                TrialPage.Read(table, fields, null, trials.Slice(from, _size + 1), Math.Min(_size, trials.Count - from), trials.Count)
            );
            var (answer, _) = await page.FinishAsync(sweeps, cancellation).ConfigureAwait(false);
            yield return answer;
            done += Math.Max(1, answer.Trials.Count);
        }
    }

    private TrialGroups Groups(ResultTable table, Rows rows)
    {
        var query = new ResultsQuery { GroupBy = _request.GroupBy, Metrics = _request.Metrics };
        return new TrialGroups(table, rows, query.KeysIn(table.Fields), query.MetricsIn(table.Fields, _usualMetrics));
    }

    private (QueryResultsResponse Answer, ResultsPlace? Next) GroupPage(ResultTable table, TrialGroups groups, int matched, long from)
    {
        var query = new ResultsQuery { GroupBy = _request.GroupBy, Metrics = _request.Metrics };
        var (keys, metrics) = (query.KeysIn(table.Fields), query.MetricsIn(table.Fields, _usualMetrics));
        var answer = new QueryResultsResponse { Total = groups.Count, Matched = matched };
        answer.Fields.AddRange(keys.Select(StudyMessages.Of));
        var size = 0;
        for (var i = from; i < Math.Min(from + _size, groups.Count) && (size < TrialPage.MostBytes); i++)
        {
            answer.Groups.Add(StudyMessages.Of(groups[(int)i], metrics));
            size += answer.Groups[^1].CalculateSize();
        }

        var last = from + answer.Groups.Count - 1;
        return (answer, last + 1 < groups.Count ? new ResultsPlace(new RowPlace((int)last, null)) : null);
    }

    private IReadOnlyList<ResultField> Fields(ResultTable table) =>
        _request.Fields.Count == 0 ? table.Fields.All : [.. _request.Fields.Select(name => table.Fields[name])];
}

using System.Runtime.CompilerServices;
using Sweep.Api.V1;
using Sweep.Client;
using Sweep.Coordinator.Study;

namespace Sweep.Cli.Results;

/// <summary>Asks the service of results about one sweep.</summary>
internal sealed class ResultsReader(CoordinatorClient server, string sweep)
{
    private const int LargestPage = 10_000;

    /// <param name="fields">Empty: all.</param>
    /// <param name="orderBy">Empty: the grid's order.</param>
    /// <param name="most">Trials; null: all.</param>
    public async IAsyncEnumerable<TrialsPage> TrialsAsync(
        string where,
        IReadOnlyList<string> fields,
        string orderBy,
        int? most,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var request = new QueryResultsRequest
        {
            Name = sweep,
            Where = where,
            Fields = { fields },
            OrderBy = orderBy,
            PageSize = Math.Min(most ?? LargestPage, LargestPage),
        };
        var left = most ?? long.MaxValue;
        await foreach (var answer in StreamAsync(request, cancellation))
        {
            var known = answer.Fields.Select(ResultMessages.Field).ToList();
            yield return new TrialsPage(
                known,
                [.. answer.Trials.Take((int)Math.Min(left, int.MaxValue)).Select(trial => ResultMessages.Values(trial, known))]
            );
            left -= answer.Trials.Count;
            if (left <= 0)
                yield break;
        }
    }

    /// <param name="groupBy">Empty: the grid's point without its seed.</param>
    /// <param name="metrics">Empty: the usual ones.</param>
    public async Task<GroupsFound> GroupsAsync(
        string where,
        IReadOnlyList<string> groupBy,
        IReadOnlyList<string> metrics,
        CancellationToken cancellation
    )
    {
        var fields = await FieldsAsync(cancellation);
        var asked = metrics.Count > 0 ? metrics : ResultsQuery.DefaultMetrics;
        var request = new QueryResultsRequest
        {
            Name = sweep,
            Where = where,
            GroupBy = { groupBy.Count > 0 ? groupBy : PointOf(fields) },
            Metrics = { asked },
            PageSize = LargestPage,
        };
        var (groups, keys, matched) = (new List<TrialGroup>(), new List<Coordinator.Study.ResultField>(), 0L);
        await foreach (var answer in StreamAsync(request, cancellation))
        {
            (keys, matched) = ([.. answer.Fields.Select(ResultMessages.Field)], answer.Matched);
            groups.AddRange(answer.Groups.Select(group => ResultMessages.Group(group, keys)));
        }

        var used = asked
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => fields.First(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)));
        return new GroupsFound
        {
            Sweep = sweep,
            Keys = keys,
            Metrics = [.. used],
            Groups = groups,
            Trials = matched,
        };
    }

    /// <summary>The same, with the reasons of failures and the warnings.</summary>
    public async Task<GroupsFound> GroupsWithReasonsAsync(
        string where,
        IReadOnlyList<string> groupBy,
        IReadOnlyList<string> metrics,
        CancellationToken cancellation
    ) =>
        await GroupsAsync(where, groupBy, metrics, cancellation) with
        {
            Errors = await CountAsync(Both(where, "state = failed"), "error", cancellation),
            Warnings = await CountAsync(Both(where, "warnings != ''"), "warnings", cancellation),
        };

    /// <param name="tolerance">Percentage points of top-1; null: the spec's.</param>
    public async Task<FigureFound> FigureAsync(string where, double? tolerance, CancellationToken cancellation)
    {
        var request = new BestSparsityRequest { Name = sweep, Where = where };
        if (tolerance is { } points)
            request.Tolerance = points;
        var answer = await server.CallAsync(
            async options => await server.Results.BestSparsityAsync(request, options),
            CoordinatorClient.Readiness,
            cancellation
        );
        return new FigureFound(sweep, answer.Tolerance, [.. answer.Rows.Select(ResultMessages.Row)]) { Search = [.. answer.Search] };
    }

    /// <summary>All fields that the sweep's trials have.</summary>
    private async Task<IReadOnlyList<Coordinator.Study.ResultField>> FieldsAsync(CancellationToken cancellation)
    {
        var answer = await server.CallAsync(
            async options => await server.Results.QueryResultsAsync(new QueryResultsRequest { Name = sweep, PageSize = 1 }, options),
            CoordinatorClient.Readiness,
            cancellation
        );
        return [.. answer.Fields.Select(ResultMessages.Field)];
    }

    /// <summary>What identifies a point of the grid but for its seed; further axes stand between the seed and the state.</summary>
    private static IEnumerable<string> PointOf(IReadOnlyList<Coordinator.Study.ResultField> fields)
    {
        var axes = fields.Select(field => field.Name).SkipWhile(name => name != "seed").Skip(1).TakeWhile(name => name != "state");
        return ["dataset", "architecture", .. axes, "mode", "sparsity"];
    }

    /// <summary>The texts of a field with how many trials have each, lists taken apart.</summary>
    private async Task<IReadOnlyList<(string Text, long Count)>> CountAsync(string where, string field, CancellationToken cancellation)
    {
        var request = new QueryResultsRequest
        {
            Name = sweep,
            Where = where,
            GroupBy = { field },
            Metrics = { "seed" },
            PageSize = LargestPage,
        };
        var counts = new Dictionary<string, long>();
        await foreach (var answer in StreamAsync(request, cancellation))
        {
            var keys = answer.Fields.Select(ResultMessages.Field).ToList();
            foreach (var group in answer.Groups)
            {
                foreach (var text in Texts(ResultMessages.Values(group.Key, keys)[0]))
                    counts[text] = counts.GetValueOrDefault(text) + group.Trials;
            }
        }

        return [.. counts.Select(pair => (pair.Key, pair.Value)).OrderByDescending(pair => pair.Value)];
    }

    private static IEnumerable<string> Texts(object? value) =>
        value switch
        {
            string text => [text],
            IReadOnlyList<string> list => list,
            _ => ["no error was recorded"],
        };

    private static string Both(string where, string further) => string.IsNullOrWhiteSpace(where) ? further : $"({where}) and {further}";

    private IAsyncEnumerable<QueryResultsResponse> StreamAsync(QueryResultsRequest request, CancellationToken cancellation) =>
        server.StreamAsync(options => server.Results.StreamResults(request, options), cancellation);
}

using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Contracts.Stages;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study.Tables;
using ResultField = Sweep.Coordinator.Study.ResultField;

namespace Sweep.Coordinator.Api;

/// <summary>Trials for an answer: read from the table while it stands still, and completed from the store after that.</summary>
internal sealed class TrialPage
{
    /// <summary>Roughly. Clients take 4 MiB by default; a page that would be longer ends before.</summary>
    public const int MostBytes = 3 << 20;

    private readonly IReadOnlyList<ResultField> _fields;
    private readonly (object?[] Values, StageId Stage, RowPlace Place)[] _trials;
    private readonly bool _isLast;
    private readonly int _matched;

    private TrialPage(IReadOnlyList<ResultField> fields, (object?[] Values, StageId Stage, RowPlace Place)[] trials, bool isLast, int matched) =>
        (_fields, _trials, _isLast, _matched) = (fields, trials, isLast, matched);

    /// <param name="rows">Of the page, and one more if there are more.</param>
    public static TrialPage Read(ResultTable table, IReadOnlyList<ResultField> fields, RowOrder? order, Rows rows, int size, int matched)
    {
        var columns = fields.Select(table.Column).ToArray();
        var trials = new (object?[] Values, StageId Stage, RowPlace Place)[size];
        for (var i = 0; i < size; i++)
        {
            var row = rows[i];
            trials[i] = (Array.ConvertAll(columns, column => column.ValueAt(row)), table.Stages[row], order?.PlaceOf(table, row) ?? new RowPlace(row, null));
        }

        return new TrialPage(fields, trials, rows.Count <= size, matched);
    }

    public async Task<(QueryResultsResponse Answer, ResultsPlace? Next)> FinishAsync(ISweepStore store, CancellationToken cancellation)
    {
        var answer = new QueryResultsResponse { Total = _matched, Matched = _matched };
        answer.Fields.AddRange(_fields.Select(StudyMessages.Of));
        var size = 0;
        foreach (var (values, stage, _) in _trials)
        {
            await StageDetails.FillAsync(store, stage, _fields, values, cancellation).ConfigureAwait(false);
            var trial = new ListValue();
            trial.Values.AddRange(values.Select(StudyMessages.Of));
            size += trial.CalculateSize();
            if (size > MostBytes && answer.Trials.Count > 0)
                break;
            answer.Trials.Add(trial);
        }

        var isWhole = answer.Trials.Count == _trials.Length;
        return (answer, (isWhole && _isLast) || answer.Trials.Count == 0 ? null : new ResultsPlace(_trials[answer.Trials.Count - 1].Place));
    }
}

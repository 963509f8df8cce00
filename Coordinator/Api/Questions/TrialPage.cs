using Google.Protobuf.WellKnownTypes;
using Sweep.Api.V1;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study.Tables;
using ResultField = Sweep.Coordinator.Study.ResultField;

namespace Sweep.Coordinator.Api.Questions;

/// <summary>Trials for an answer: read from the table while it stands still, and completed from the store after that.</summary>
internal sealed class TrialPage
{
    /// <summary>Roughly. Clients take 4 MiB by default; a page that would be longer ends before.</summary>
    public const int MostBytes = 3 << 20;

    private readonly IReadOnlyList<ResultField> _fields;
    private readonly TrialRows _trials;
    private readonly RowPlace[] _places;
    private readonly bool _isLast;
    private readonly int _matched;

    private TrialPage(IReadOnlyList<ResultField> fields, TrialRows trials, RowPlace[] places, bool isLast, int matched) =>
        (_fields, _trials, _places, _isLast, _matched) = (fields, trials, places, isLast, matched);

    /// <param name="rows">Of the page, and one more if there are more.</param>
    public static TrialPage Read(ResultTable table, IReadOnlyList<ResultField> fields, RowOrder? order, Rows rows, int size, int matched)
    {
        var page = rows.Slice(0, size);
        var places = Array.ConvertAll(page.Index!, row => order?.PlaceOf(table, row) ?? new RowPlace(row, null));
        return new TrialPage(fields, TrialRows.Read(table, fields, page), places, rows.Count <= size, matched);
    }

    public async Task<(QueryResultsResponse Answer, ResultsPlace? Next)> FinishAsync(SweepReader sweeps, CancellationToken cancellation)
    {
        await _trials.CompleteAsync(sweeps, cancellation).ConfigureAwait(false);
        var answer = new QueryResultsResponse { Total = _matched, Matched = _matched };
        answer.Fields.AddRange(_fields.Select(StudyMessages.Of));
        var size = 0;
        foreach (var values in _trials.Values)
        {
            var trial = new ListValue();
            trial.Values.AddRange(values.Select(StudyMessages.Of));
            size += trial.CalculateSize();
            if (size > MostBytes && answer.Trials.Count > 0)
                break;
            answer.Trials.Add(trial);
        }

        var isWhole = answer.Trials.Count == _places.Length;
        return (answer, (isWhole && _isLast) || answer.Trials.Count == 0 ? null : new ResultsPlace(_places[answer.Trials.Count - 1]));
    }
}

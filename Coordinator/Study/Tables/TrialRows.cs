using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Ledger.Reading;

namespace Sweep.Coordinator.Study.Tables;

/// <summary>
/// Trials of a table with the values of some fields. They are read while the table is locked, and completed from the store afterwards.
/// </summary>
internal sealed class TrialRows
{
    private readonly IReadOnlyList<ResultField> _fields;
    private readonly StageId[] _stages;

    private TrialRows(IReadOnlyList<ResultField> fields, object?[][] values, StageId[] stages) =>
        (_fields, Values, _stages) = (fields, values, stages);

    /// <summary>As <see cref="ResultField.Read"/>, one list per trial. Complete only after <see cref="CompleteAsync"/>.</summary>
    public object?[][] Values { get; }

    public static TrialRows Read(ResultTable table, IReadOnlyList<ResultField> fields, Rows rows)
    {
        var columns = fields.Select(table.Column).ToArray();
        var (values, stages) = (new object?[rows.Count][], new StageId[rows.Count]);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            values[i] = Array.ConvertAll(columns, column => column.ValueAt(row));
            stages[i] = table.Stages[row];
        }

        return new TrialRows(fields, values, stages);
    }

    /// <summary>Reads the values that tables do not hold from the store; see <see cref="ResultField.IsDetail"/>.</summary>
    public async Task CompleteAsync(SweepReader sweeps, CancellationToken cancellation)
    {
        foreach (var (field, at) in _fields.Select((field, at) => (field, at)).Where(one => one.field.IsDetail))
        {
            var wanted = Enumerable.Range(0, Values.Length).Where(i => Values[i][at] is not null).Select(i => _stages[i]).ToHashSet();
            if (wanted.Count == 0)
                continue;
            var results = await sweeps.ReadResultsAsync(wanted, cancellation).ConfigureAwait(false);
            for (var i = 0; i < Values.Length; i++)
            {
                if (Values[i][at] is not null)
                    Values[i][at] = results.TryGetValue(_stages[i], out var result) ? field.Read(Of(_stages[i], result)) : null;
            }
        }
    }

    /// <summary>A trial with this result and unknown grid coordinates.</summary>
    internal static TrialResult Of(StageId stage, StageResult result) =>
        new()
        {
            Sweep = "",
            Index = 0,
            Dataset = "",
            Architecture = "",
            Mode = "",
            Sparsity = 0,
            Seed = 0,
            SpecHash = "",
            StageId = stage,
            State = TrialState.Completed,
            Result = result,
        };
}

using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Study.Export;

/// <summary>An export of all fields of a sweep's trials, as the trials were when it was requested.</summary>
internal sealed class ResultExport
{
    private const int RowsPerStep = 2_000;

    private readonly SweepReader _sweeps;
    private readonly LiveTable _table;
    private readonly IReadOnlyList<ResultField> _fields;
    private readonly Rows _rows;

    private ResultExport(SweepReader sweeps, LiveTable table, IReadOnlyList<ResultField> fields, Rows rows) =>
        (_sweeps, _table, _fields, _rows) = (sweeps, table, fields, rows);

    /// <param name="where">As in <see cref="ResultsQuery.Where"/>.</param>
    /// <exception cref="StudyException">The condition is invalid. Afterwards only the store and the reader can fail.</exception>
    public static ResultExport Of(SweepReader sweeps, LiveTable table, string? where) =>
        table.Read(all => new ResultExport(sweeps, table, all.Fields.All, all.Select(where)));

    /// <param name="output">A slow output delays this export only.</param>
    public async Task WriteAsync(ExportFormat format, Stream output, CancellationToken cancellation)
    {
        using var writer = RowWriters.Create(format, [.. _fields.Select(ExportColumn.FromField)], output);
        for (var from = 0; from < _rows.Count; from += RowsPerStep)
        {
            var step = _rows.Slice(from, RowsPerStep);
            var trials = _table.Read(all => TrialRows.Read(all, _fields, step));
            await trials.CompleteAsync(_sweeps, cancellation).ConfigureAwait(false);
            await writer.WriteAsync(trials.Values, cancellation).ConfigureAwait(false);
        }

        await writer.EndAsync(cancellation).ConfigureAwait(false);
    }
}

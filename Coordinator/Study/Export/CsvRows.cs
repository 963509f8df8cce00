using System.Text;

namespace Sweep.Coordinator.Study.Export;

/// <summary>Writes rows as CSV in the invariant culture. Numbers have the fewest digits that restore them exactly.</summary>
internal sealed class CsvRows : IRowWriter
{
    private readonly Stream _output;
    private readonly MemoryStream _buffer = new();
    private readonly StreamWriter _text;

    public CsvRows(IReadOnlyList<ExportColumn> columns, Stream output)
    {
        _output = output;
        _text = new StreamWriter(_buffer, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        CsvRow.Write(_text, columns.Select(column => column.Name));
    }

    public Task WriteAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        foreach (var row in rows)
        {
            CsvRow.Write(_text, row.Select(ResultField.Write));
        }

        return FlushAsync(cancellation);
    }

    public Task EndAsync(CancellationToken cancellation) => FlushAsync(cancellation);

    public void Dispose() => _text.Dispose();

    /// <summary>The text is buffered in memory, so that waiting for a slow reader holds no thread.</summary>
    private async Task FlushAsync(CancellationToken cancellation)
    {
        _text.Flush();
        await _output.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), cancellation).ConfigureAwait(false);
        _buffer.SetLength(0);
    }
}

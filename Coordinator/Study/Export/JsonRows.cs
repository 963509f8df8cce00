using System.Buffers;
using System.Collections;
using System.Text.Json;

namespace Sweep.Coordinator.Study.Export;

/// <summary>Writes rows as JSON Lines. Missing values and NaN are written as null.</summary>
internal sealed class JsonRows(IReadOnlyList<ExportColumn> columns, Stream output) : IRowWriter
{
    private readonly JsonEncodedText[] _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public async Task WriteAsync(IReadOnlyList<object?[]> rows, CancellationToken cancellation)
    {
        using var json = new Utf8JsonWriter(_buffer);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < row.Length; i++)
            {
                json.WritePropertyName(_names[i]);
                Write(json, row[i]);
            }

            json.WriteEndObject();
            json.Flush();
            _buffer.Write("\n"u8);
            json.Reset();
        }

        await output.WriteAsync(_buffer.WrittenMemory, cancellation).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    public Task EndAsync(CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() { }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var element in list)
                {
                    Write(json, element);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}

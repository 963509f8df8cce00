using System.Buffers;

namespace Sweep.Coordinator.Study.Export;

/// <summary>Formats a CSV line according to RFC 4180.</summary>
public static class CsvRow
{
    private static readonly SearchValues<char> _special = SearchValues.Create(",\"\r\n");

    public static void Write(TextWriter output, IEnumerable<string?> cells)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            if (!isFirst)
            {
                output.Write(',');
            }

            isFirst = false;
            output.Write(cell.AsSpan().ContainsAny(_special) ? "\"" + cell!.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : cell);
        }

        output.Write("\r\n");
    }
}

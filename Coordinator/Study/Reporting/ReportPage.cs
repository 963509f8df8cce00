using System.Text;
using System.Text.Json;

namespace Sweep.Coordinator.Study.Reporting;

/// <summary>Writes a report as one self-contained HTML file, built from <c>Web/</c>, with its data inside.</summary>
public static class ReportPage
{
    private const string DataElement = "<script type=\"application/json\" id=\"report-data\">";

    private static readonly Lazy<(byte[] Head, byte[] Tail)> _template = new(ReadTemplate);

    public static async Task WriteAsync(ReportDocument document, Stream output, CancellationToken cancellation)
    {
        await output.WriteAsync(_template.Value.Head, cancellation);
        await JsonSerializer.SerializeAsync(output, document, StudyJson.Options, cancellation);
        await output.WriteAsync(_template.Value.Tail, cancellation);
    }

    /// <summary>Replaces the file atomically, so that a browser never loads half a page. Creates its folder if needed.</summary>
    public static async Task WriteFileAsync(ReportDocument document, string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = path + ".tmp";
        await using (var file = File.Create(temporary))
        {
            await WriteAsync(document, file, cancellation);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static (byte[] Head, byte[] Tail) ReadTemplate()
    {
        using var resource =
            typeof(ReportPage).Assembly.GetManifestResourceStream("report.html")
            ?? throw new InvalidOperationException("The report page is not in this build of sweep-coordinator.");
        using var reader = new StreamReader(resource);
        var page = reader.ReadToEnd();
        var data = page.IndexOf(DataElement, StringComparison.Ordinal) + DataElement.Length;
        return (Encoding.UTF8.GetBytes(page[..data]), Encoding.UTF8.GetBytes(page[data..]));
    }
}

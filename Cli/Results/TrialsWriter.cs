using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Export;

namespace Sweep.Cli.Results;

/// <summary>Single trials as a file for other programs, page by page.</summary>
internal static class TrialsWriter
{
    public static async Task WriteAsync(
        IAsyncEnumerable<TrialsPage> pages,
        ExportFormat format,
        Stream output,
        CancellationToken cancellation
    )
    {
        IRowWriter? writer = null;
        try
        {
            await foreach (var page in pages)
            {
                writer ??= RowWriters.Create(format, [.. page.Fields.Select(Column)], output);
                await writer.WriteAsync(page.Trials, cancellation);
            }

            if (writer is not null)
                await writer.EndAsync(cancellation);
        }
        finally
        {
            writer?.Dispose();
        }
    }

    /// <summary>What a list holds is not told with the field; of all there are, accuracies by class are numbers.</summary>
    private static ExportColumn Column(ResultField field) =>
        new(field.Name, field.Kind, field.Kind == FieldKind.List && field.Name != "top1_per_class");
}

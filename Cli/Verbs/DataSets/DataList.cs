using System.CommandLine;
using System.Globalization;
using Sweep.Cli.CommandLine;
using Sweep.Cli.Output;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Catalogue;
using Sweep.Worker.Data.Weights;

namespace Sweep.Cli.Verbs.DataSets;

/// <summary><c>sweep data list</c>: what there is, on which terms, and what of it is on this machine.</summary>
internal static class DataList
{
    public static Command Create()
    {
        var home = new HomeOption();
        var data = new DataOption();
        var format = OutputFormats.Option(OutputFormat.Json);
        var verb = new Verb(
            "list",
            "Show the known data sets and weights, their terms, and where they are",
            "sweep data list",
            "sweep data list --format json"
        )
        {
            home,
            data,
            format,
        };
        verb.SetAction(parsed =>
        {
            var folders = data.Folders(parsed, home.Resolve(parsed));
            var rows = DatasetCatalogue
                .Entries.Select(entry => RowOf(entry, folders))
                .Concat(WeightsCatalogue.Entries.Select(entry => RowOf(entry, folders)))
                .ToList();
            Write(parsed.InvocationConfiguration.Output, rows, parsed.GetValue(format));
            return ExitCode.Completed;
        });
        return verb;
    }

    private static void Write(TextWriter output, List<Row> rows, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(output, rows);
            return;
        }

        var console = Terminal.On(output);
        var table = new TextTable("name", "what", ">download", "where", "terms");
        foreach (var row in rows)
        {
            table.Row(row.Name, row.Title, Bytes.Text(row.DownloadBytes), row.Path ?? $"(sweep data pull {row.Name})", row.Licence);
        }

        console.Write(table);
    }

    private static Row RowOf(DatasetEntry entry, DataFolders folders) =>
        new(
            entry.Name,
            "dataset",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Title}: {entry.Classes} classes, {entry.Counts.Train:N0} + {entry.Counts.Test:N0} images"
            ),
            entry.Licence,
            entry.Downloads.Sum(file => file.Bytes),
            DatasetCatalogue.TryLocate(entry, folders, out var path) is null ? path : null
        );

    private static Row RowOf(WeightsEntry entry, DataFolders folders) =>
        new(
            entry.Name,
            "weights",
            string.Create(CultureInfo.InvariantCulture, $"ImageNet weights, top-1 {entry.Top1:N2}"),
            entry.Licence,
            entry.File.Bytes,
            WeightsCatalogue.TryLocate(entry, folders)
        );

    /// <param name="Kind"><c>dataset</c> or <c>weights</c>.</param>
    /// <param name="Path">Null when it is not on this machine.</param>
    private sealed record Row(string Name, string Kind, string Title, string Licence, long DownloadBytes, string? Path);
}

using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sweep.Cli.Output;

/// <summary>
/// A table of plain text that fits its terminal: where it is too wide, columns that say the same in every row go, and the widest texts are
/// cut, rather than folded over several lines. A line above it names what the columns that went say. Elsewhere all of it is written.
/// </summary>
internal sealed class TextTable
{
    /// <summary>Of the table's frame: between two columns, and at both ends together less one.</summary>
    private const int Gap = 3;

    /// <summary>No text is cut below this.</summary>
    private const int Shortest = 6;

    private readonly List<(string Header, bool IsNumber)> _columns;
    private readonly List<Cell[]> _rows = [];

    /// <param name="columns">Headers; those of numbers begin with <c>&gt;</c> and are set to the right.</param>
    public TextTable(params IEnumerable<string> columns) =>
        _columns = [.. columns.Select(column => column.StartsWith('>') ? (column[1..], true) : (column, false))];

    public void Row(params IEnumerable<string> cells) => _rows.Add([.. cells.Select(cell => new Cell(cell, Style.Plain))]);

    public void Styled(IEnumerable<(string Text, Style Style)> cells) =>
        _rows.Add([.. cells.Select(cell => new Cell(cell.Text, cell.Style))]);

    public void Write(IAnsiConsole console)
    {
        var shown = Enumerable.Range(0, _columns.Count).ToList();
        var widths = _columns.Select((column, at) => _rows.Select(row => row[at].Width).Append(column.Header.Length).Max()).ToArray();
        if (Total(shown, widths) > console.Profile.Width)
            Drop(shown, console);
        Cut(shown, widths, console.Profile.Width);
        console.Write(Make(shown, widths));
    }

    private static int Total(List<int> shown, int[] widths) => shown.Sum(at => widths[at]) + (Gap * shown.Count) + 1;

    /// <summary>Leaves out what tells no row from another.</summary>
    private void Drop(List<int> shown, IAnsiConsole console)
    {
        if (_rows.Count < 2)
            return;
        var same = shown.Where(at => at > 0 && _rows.TrueForAll(row => row[at].Text == _rows[0][at].Text)).ToList();
        shown.RemoveAll(same.Contains);
        var said = same.Where(at => _rows[0][at].Text.Length > 0).Select(at => $"{_columns[at].Header} {_rows[0][at].Text}").ToList();
        if (said.Count > 0)
            console.WriteLine($"In every row: {string.Join(", ", said)}");
    }

    /// <summary>The widest gives most; numbers stay whole.</summary>
    private void Cut(List<int> shown, int[] widths, int most)
    {
        while (Total(shown, widths) > most)
        {
            var widest = shown
                .Where(at => !_columns[at].IsNumber && widths[at] > Shortest)
                .OrderByDescending(at => widths[at])
                .Cast<int?>()
                .FirstOrDefault();
            if (widest is not { } column)
                return;
            widths[column]--;
        }
    }

    private Table Make(List<int> shown, int[] widths)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var at in shown)
        {
            var column = new TableColumn(new Text(Shorten(_columns[at].Header, widths[at]))) { NoWrap = true };
            table.AddColumn(_columns[at].IsNumber ? column.RightAligned() : column);
        }

        foreach (var row in _rows)
        {
            table.AddRow([
                .. shown.Select(at =>
                    (IRenderable)
                        new Text(string.Join('\n', row[at].Text.Split('\n').Select(line => Shorten(line, widths[at]))), row[at].Style)
                ),
            ]);
        }

        return table;
    }

    private static string Shorten(string text, int width) =>
        text.Length <= width ? text : $"{text.AsSpan(0, Math.Max(0, width - 1)).TrimEnd()}…";

    private readonly record struct Cell(string Text, Style Style)
    {
        public int Width => Text.Split('\n').Max(line => line.Length);
    }
}

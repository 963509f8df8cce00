using Spectre.Console;

namespace Sweep.Cli.Output;

/// <summary>Writes for people: colours, lines and the window's width on a terminal, plain and unwrapped text elsewhere.</summary>
internal static class Terminal
{
    /// <summary>Wide enough that nothing in a pipe or a file is ever wrapped.</summary>
    private const int Unwrapped = 4000;

    public static IAnsiConsole On(TextWriter writer)
    {
        var isTerminal = ReferenceEquals(writer, Console.Out)
            ? !Console.IsOutputRedirected
            : ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(isTerminal ? writer : new EndTrimmingWriter(writer)),
                Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
                Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            }
        );
        if (!isTerminal)
        {
            console.Profile.Width = Unwrapped;
        }

        return console;
    }

    /// <summary>A table with a line under its header and nothing else around it.</summary>
    /// <param name="columns">Headers; those of numbers begin with <c>&gt;</c> and are set to the right.</param>
    public static Table Table(params IEnumerable<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(
                column.StartsWith('>') ? new TableColumn(Markup.Escape(column[1..])).RightAligned() : new TableColumn(Markup.Escape(column))
            );
        }

        return table;
    }

    public static void Write(this IAnsiConsole console, TextTable table) => table.Write(console);

    /// <summary>Adds a row of plain text.</summary>
    public static void Row(this Table table, params IEnumerable<string> cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);
}

using Spectre.Console;

namespace Sweep.Cli.Results;

/// <summary>Where tables are written.</summary>
internal static class TableConsole
{
    // Wider than any table: what is piped or kept in a file is never folded or cut.
    private const int Unlimited = 100_000;

    /// <summary>Colours and the window's width when <paramref name="output"/> is a terminal; plain text otherwise.</summary>
    public static IAnsiConsole For(TextWriter output)
    {
        if (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = Unlimited;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    public static Table NewTable() => new Table().Border(TableBorder.Simple);
}

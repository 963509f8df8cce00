using Spectre.Console;
using Sweep.Cli.Output;
using Sweep.Contracts;

namespace Sweep.Cli.Doctor;

/// <summary>Writes what was found for people, as it comes: a heading a group, a line a check, and below what is wrong what to do.</summary>
internal sealed class DoctorText(TextWriter output)
{
    private const int NameWidth = 20;

    private readonly IAnsiConsole _console = Terminal.On(output);
    private string? _group;

    public void Write(Examined examined)
    {
        var (check, finding) = (examined.Check, examined.Finding);
        if (check.Group != _group)
            _console.MarkupLine($"{(_group is null ? "" : "\n")}[bold]{Markup.Escape(check.Group)}[/]");
        _group = check.Group;
        var (word, colour) = Word(finding.State);
        _console.MarkupLine($"  [{colour}]{word, -8}[/]{Markup.Escape(check.Name.PadRight(NameWidth))} {Markup.Escape(finding.Found)}");
        if (finding.Remedy is { } remedy)
            _console.MarkupLine($"  {"", -8}{"", -NameWidth} [bold]→[/] {Markup.Escape(remedy)}");
    }

    public void WriteEnd(IReadOnlyList<Examined> all)
    {
        var (failed, warnings) = (Count(all, FindingState.Failed), Count(all, FindingState.Warning));
        var end = (failed, warnings) switch
        {
            (0, 0) => "Nothing is wrong.",
            (0, _) => $"Nothing failed; {Counted.Of(warnings, "warning")}.",
            _ => $"{failed} failed, {Counted.Of(warnings, "warning")}.",
        };
        _console.MarkupLine($"\n[bold]{end}[/]");
    }

    private static int Count(IReadOnlyList<Examined> all, FindingState state) => all.Count(one => one.Finding.State == state);

    private static (string Word, string Colour) Word(FindingState state) =>
        state switch
        {
            FindingState.Ok => ("ok", "green"),
            FindingState.Warning => ("warning", "yellow"),
            FindingState.Failed => ("failed", "red"),
            _ => ("-", "grey"),
        };
}

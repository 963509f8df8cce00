using Spectre.Console;
using Sweep.Cli.Output;

namespace Sweep.Tests.Cli.Output;

public sealed class TextTableTests
{
    [Fact]
    public void Write_ThereIsRoom_WritesEverything()
    {
        var lines = Write(200, Sample());

        Assert.Contains("architecture", lines[1], StringComparison.Ordinal);
        Assert.Contains(
            "a reason that is much longer than any terminal of eighty columns would take, or of a hundred",
            lines[3],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    public void Write_Narrow_DropsWhatIsTheSameAndCutsTheLongest(int width)
    {
        var lines = Write(width, Sample());

        Assert.Equal("In every row: architecture mobilenet", lines[0]);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Single(
            lines,
            line =>
                line.Contains("91.25", StringComparison.Ordinal)
                && line.Contains("a reason that", StringComparison.Ordinal)
                && line.Contains('…', StringComparison.Ordinal)
        );
        Assert.DoesNotContain(lines.Skip(1), line => line.Contains("mobilenet", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.Contains("study-with-a-name", StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_OneRow_DropsNothing()
    {
        var table = new TextTable("name", "why");
        table.Row("x", new string('y', 100));

        var lines = Write(40, table);
        Assert.Contains("name", lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.True(line.Length <= 40, line));
    }

    private static TextTable Sample()
    {
        var table = new TextTable("sweep", "architecture", ">top1", "why");
        table.Row(
            "study-with-a-name",
            "mobilenet",
            "91.25",
            "a reason that is much longer than any terminal of eighty columns would take, or of a hundred"
        );
        table.Row("study-with-a-name-2", "mobilenet", "90.5", "short");
        return table;
    }

    private static string[] Write(int width, TextTable table)
    {
        var output = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(output),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
            }
        );
        console.Profile.Width = width;
        console.Write(table);
        return [.. output.ToString().Split('\n').Select(line => line.TrimEnd())];
    }
}

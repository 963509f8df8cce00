using System.Globalization;
using Sweep.Cli.Results;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;
using Sweep.Tests.Coordinator.Study;

namespace Sweep.Tests.Cli.Results;

public class ResultsPrinterTests
{
    private static string[] Print(IReadOnlyList<TrialResult> trials, ResultsQuery? query = null)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        ResultsPrinter.Print(Found.Groups(query ?? new ResultsQuery(), trials), output);
        return output.ToString().Split('\n');
    }

    private static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [Fact]
    public void Print_Piped_ShowsMeanAndSpreadPerPoint()
    {
        var lines = Print(StudyGrid.Trials);

        Assert.Equal(
            ["dataset", "architecture", "mode", "sparsity", "n", "top1 %", "top5 %", "compression", "speedup"],
            Cells(lines.Single(line => line.Contains("architecture", StringComparison.Ordinal)))
        );
        Assert.Contains(
            lines,
            line => Cells(line) is ["cifar10", "vgg16", "fine-tuned", "50%", "2", "94.00 ± 0.71", "99.00 ± 0.71", "2.00", ..]
        );
        Assert.Contains(lines, line => Cells(line) is ["cifar10", "vgg16", "from-scratch", "95%", "1 of 2", "60.00", ..]);
        Assert.Contains(lines, line => Cells(line) is ["svhn", "mobilenet", "fine-tuned", "90%", "0 of 1", "n/a", ..]);
    }

    [Fact]
    public void Print_FailuresAndWarnings_AreCountedAndTheMostFrequentShown()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        ResultsPrinter.Print(
            Found.Groups(new ResultsQuery()) with
            {
                Errors = [("it diverged", 4), (StudyGrid.HostileError, 1)],
                Warnings = [.. Enumerable.Range(1, 7).Select(number => ($"warning {number}", 2L))],
            },
            output
        );
        var lines = output.ToString().Split('\n');

        Assert.Contains("5 of 19 trials failed:", lines);
        Assert.Contains(lines, line => line.StartsWith("  1 × out of memory, \"really\" </script>", StringComparison.Ordinal));
        Assert.Equal(["Warnings:", "  2 × warning 1"], lines.SkipWhile(line => line != "Warnings:").Take(2));
        Assert.Contains("  and 2 others", lines);
    }

    [Fact]
    public void Print_VeryLongNames_AreNeitherCutNorFolded()
    {
        var name = new string('x', 500);

        Assert.Contains(
            Print(MakeTrials.Of(name, name + "y").At(0, 1).Build()),
            line => line.Contains($"{name}  ", StringComparison.Ordinal) && line.Contains(name + "y", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Print_Piped_HasNoEscapeSequences() =>
        Assert.DoesNotContain(Print(StudyGrid.Trials), line => line.Contains('\e', StringComparison.Ordinal));

    [Fact]
    public void Print_NoMatch_SaysSo() =>
        Assert.Equal("No trial matches.", Print(StudyGrid.Trials, new ResultsQuery { Where = "seed = 77" })[0]);
}

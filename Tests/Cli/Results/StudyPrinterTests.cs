using System.Globalization;
using Sweep.Cli.Results;
using Sweep.Contracts.Results;

namespace Sweep.Tests.Cli.Results;

public class StudyPrinterTests
{
    private static string Print(IReadOnlyList<TrialResult> trials, double tolerance)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        StudyPrinter.Print(Found.Figure(trials, tolerance), output);
        return output.ToString();
    }

    private static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [Fact]
    public void Print_BothModes_StandSideBySideWithTheGain()
    {
        var lines = Print(StudyGrid.Trials, 1).Split('\n');

        Assert.StartsWith(
            "cifar10 vgg16: fine-tuned can be pruned further: +36.2 points of sparsity, 95 % interval +",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.Equal("Largest sparsity that keeps top1 within 1 point of the dense network, with its 95 % interval:", lines[2]);
        Assert.Contains(
            lines,
            line => Cells(line) is ["cifar10", "vgg16", "50% [0%, 50%]", "90.60 (90.50)", "90% [50%, 90%]", "93.30 (93.50)", ['+', .., ']']]
        );
        Assert.Contains(lines, line => Cells(line) is ["svhn", "mobilenet", "n/a", "≥ 50%", "95.00 (95.50)", "n/a"]);
        Assert.Contains(lines, line => Cells(line) is ["cifar10", "vgg16", "95%", "1", "+28.00", "n/a", "n/a"]);
        Assert.Contains("  svhn mobilenet fine-tuned: 90% is not measured (1 pending)", lines);
    }

    [Fact]
    public void Print_AnotherTolerance_ChangesTheFigure() =>
        Assert.Contains(
            Print(StudyGrid.Trials, 0.1).Split('\n'),
            line => Cells(line) is ["cifar10", "vgg16", ['5', '0', '%', ..], _, ['5', '0', '%', ..], _, _]
        );

    [Fact]
    public void Print_NoTrials_SaysSo() => Assert.Equal("There are no trials to compare.", Print([], 1).TrimEnd());
}

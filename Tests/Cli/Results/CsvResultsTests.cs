using System.Globalization;
using System.Text;
using Sweep.Cli.Results;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Export;

namespace Sweep.Tests.Cli.Results;

public class CsvResultsTests
{
    private static string WriteGroups(ResultsQuery query)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        CsvResults.WriteGroups(Found.Groups(query), output);
        return output.ToString();
    }

    private static async Task<string> WriteTrialsAsync(ResultsQuery query)
    {
        using var output = new MemoryStream();
        await TrialsWriter.WriteAsync(Found.Trials(query), ExportFormat.Csv, output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    [Fact]
    public async Task WriteTrials_EveryTrial_HasItsLineAndItsCells()
    {
        var lines = (await WriteTrialsAsync(new ResultsQuery { Where = "state != failed" })).Split("\r\n");

        Assert.StartsWith("sweep,trial,dataset,architecture,mode,sparsity,seed,state,top1,top5,loss,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "study,0,cifar10,vgg16,fine-tuned,0,1,completed,93,98,0.35,0,1000000,1000000,1,",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.StartsWith("study,18,svhn,mobilenet,fine-tuned,0.9,1,pending,,,,", lines[^2], StringComparison.Ordinal);
        Assert.Equal("", lines[^1]);
        Assert.Equal(StudyGrid.Trials.Count - 1 + 2, lines.Length);
        Assert.All(
            lines[..^1],
            line =>
                Assert.Equal(
                    lines[0].Count(c => c == ','),
                    line.Replace("\"cpu, 2 threads\"", "", StringComparison.Ordinal).Count(c => c == ',')
                )
        );
    }

    [Fact]
    public async Task WriteTrials_CellWithQuotesCommasAndLines_IsQuoted()
    {
        var text = await WriteTrialsAsync(new ResultsQuery { Where = "state = failed" });

        Assert.Contains(",\"out of memory, \"\"really\"\"\n</script>", text, StringComparison.Ordinal);
        Assert.EndsWith("[red]\",,\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteGroups_Metrics_HasFiveColumnsEach()
    {
        var lines = WriteGroups(
                new ResultsQuery
                {
                    GroupBy = ["mode", "sparsity"],
                    Metrics = ["top1"],
                    Where = "dataset = cifar10",
                }
            )
            .Split("\r\n");

        Assert.Equal("mode,sparsity,trials,completed,failed,top1_count,top1_mean,top1_std,top1_min,top1_max", lines[0]);
        Assert.Equal("fine-tuned,0,2,2,0,2,93.5,0.7071067811865476,93,94", lines[1]);
        Assert.Equal("from-scratch,0.95,2,1,1,1,60,,60,60", lines[8]);
    }

    [Fact]
    public void WriteFigure_EachMode_HasItsLine()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        CsvResults.WriteFigure(Found.Figure(StudyGrid.Trials, 1), output);
        var lines = output.ToString().Split("\r\n");

        Assert.Equal(
            "dataset,architecture,mode,sparsity,bound,sparsity_low,sparsity_high,break_point,break_point_low,break_point_high,dense_top1,top1,compression,seeds,images,gain,gain_low,gain_high,verdict,note",
            lines[0]
        );
        Assert.StartsWith("cifar10,vgg16,fine-tuned,0.9,exact,0.5,0.9,0.9", lines[1], StringComparison.Ordinal);
        Assert.Contains(",93.5,93.3,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",0,0.36", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",further,\"decided by 0.8 points at 90%, where the drop is 0.2 ± 2.54\"", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("svhn,mobilenet,fine-tuned,0.5,at-least,,,,,,95.5,95,", lines[3], StringComparison.Ordinal);
        Assert.Equal("", lines[4]);
    }
}

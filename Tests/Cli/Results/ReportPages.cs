using System.Text;
using System.Text.Json.Nodes;
using Sweep.Contracts.Results;
using Sweep.Contracts.Stages;
using Sweep.Contracts.States;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study.Reporting;

namespace Sweep.Tests.Cli.Results;

/// <summary>Makes report pages and reads the data back out of them.</summary>
internal static class ReportPages
{
    public static ReportDocument Document(IReadOnlyList<TrialResult> trials, string name = "study") =>
        ReportBuilder.Build(
            new SweepRecord
            {
                Number = 1,
                Name = name,
                SpecHash = "abc",
                SpecText = "name: study # </script><b>\n",
                State = SweepState.Failed,
                Priority = 5,
                Retries = 2,
                Created = DateTimeOffset.UnixEpoch,
                Reused = 0,
                Weight = 1,
                Spent = TimeSpan.Zero,
                Unshared = TimeSpan.Zero,
            },
            trials,
            new Dictionary<StageId, ImageOutcomes>(),
            1,
            TimeProvider.System
        );

    public static async Task<string> TextAsync(ReportDocument document, CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        await ReportPage.WriteAsync(document, stream, cancellation);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>As a browser does: up to the first end of a script element.</summary>
    public static JsonNode DataOf(string page)
    {
        const string start = "<script type=\"application/json\" id=\"report-data\">";
        var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return JsonNode.Parse(page[from..page.IndexOf("</script", from, StringComparison.OrdinalIgnoreCase)])!;
    }
}

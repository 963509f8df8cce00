using System.Net;
using System.Text.Json.Nodes;
using Sweep.Api.V1;
using Sweep.Coordinator.Api.Http;

namespace Sweep.Tests.Coordinator.Api.Http;

/// <summary>The page, exports and reports, over a real socket.</summary>
public class DownloadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_IsServed_WithAPolicyForExactlyItsCode()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        var page = await http.AskAsync("/");

        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8"), (page.Code, page.Headers["Content-Type"]));
        var policy = page.Headers["Content-Security-Policy"];
        Assert.Matches("default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-", policy);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        // Nothing of it is anywhere else.
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page.Text);
        Assert.Equal(HttpStatusCode.NotModified, (await http.AskAsync("/", ("If-None-Match", page.Headers["ETag"]))).Code);
    }

    [Fact]
    public void Policy_OfAPage_NamesItsScriptsAndStylesAndNoData()
    {
        // Hashes by openssl dgst -sha256 -binary | base64.
        var page = EmbeddedPage.Of(
            "<style>a{}</style><script type=\"module\" crossorigin>alert(1)</script><script type=\"application/json\" id=\"d\">{}</script>"
        );

        Assert.Contains("script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';", page.Policy, StringComparison.Ordinal);
        Assert.Contains("style-src 'sha256-", page.Policy, StringComparison.Ordinal);
        Assert.Equal(2, page.Policy.Split("sha256-").Length - 1);
    }

    [Theory]
    [InlineData("", "text/csv; charset=utf-8", "small.csv")]
    [InlineData("?format=csv", "text/csv; charset=utf-8", "small.csv")]
    [InlineData("?format=jsonl", "application/jsonl", "small.jsonl")]
    [InlineData("?format=parquet", "application/vnd.apache.parquet", "small.parquet")]
    public async Task Export_EachFormat_IsAFileOfThatKind(string query, string type, string file)
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        await FinishedSweep.WorkAsync(server.Ledger, "small");
        using var http = server.NewHttp();
        using var answer = await http.GetAsync("/v1/sweeps/small/export" + query, Stop);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Stop);

        Assert.Equal(
            (HttpStatusCode.OK, type, file),
            (
                answer.StatusCode,
                answer.Content.Headers.ContentType!.ToString(),
                answer.Content.Headers.ContentDisposition!.FileName!.Trim('"')
            )
        );
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        switch (Path.GetExtension(file))
        {
            case ".csv":
                Assert.Equal(5, text.Split("\n", StringSplitOptions.RemoveEmptyEntries).Length);
                break;
            case ".jsonl":
                Assert.Equal(
                    4,
                    text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        .Select(line => (double)JsonNode.Parse(line)!["top1"]!)
                        .Count(top1 => top1 > 0)
                );
                break;
            default:
                Assert.Equal(("PAR1", "PAR1"), (text[..4], text[^4..]));
                break;
        }
    }

    [Fact]
    public async Task Export_WithACondition_HasThoseThatMeetIt()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        using var http = server.NewHttp();

        Assert.Equal(
            2,
            (await http.AskAsync("/v1/sweeps/small/export?format=jsonl&where=seed%20%3D%201"))
                .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Length
        );
    }

    [Theory]
    [InlineData("/v1/sweeps/none/export", 404, "NOT_FOUND")]
    [InlineData("/v1/sweeps/small/export?format=xlsx", 400, "INVALID_REQUEST")]
    [InlineData("/v1/sweeps/small/export?where=sead%20%3D%201", 400, "INVALID_REQUEST")]
    [InlineData("/v1/sweeps/none/report", 404, "NOT_FOUND")]
    [InlineData("/v1/sweeps/small/report?tolerance=none", 400, "INVALID_REQUEST")]
    public async Task Download_ThatCannotBe_IsAnError(string path, int code, string reason)
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        using var http = server.NewHttp();
        var answer = await http.AskAsync(path);

        Assert.Equal((code, reason), ((int)answer.Code, answer.Reason));
    }

    [Fact]
    public async Task Report_OfASweep_IsThePageWithItsDataAndAPolicy()
    {
        await using var server = await ApiServer.StartAsync();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        await FinishedSweep.WorkAsync(server.Ledger, "small");
        using var http = server.NewHttp();
        var report = await http.AskAsync("/v1/sweeps/small/report");

        Assert.Equal(HttpStatusCode.OK, report.Code);
        Assert.Contains("sweep-report/1", report.Text, StringComparison.Ordinal);
        Assert.Contains("script-src 'sha256-", report.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Sweep.Tests.Cli.Results;

public partial class ReportPageTests
{
    [Fact]
    public async Task WriteAsync_HostileTexts_StayInsideTheData()
    {
        var page = await ReportPages.TextAsync(ReportPages.Document(StudyGrid.Trials), TestContext.Current.CancellationToken);

        var data = ReportPages.DataOf(page);
        Assert.Equal(StudyGrid.Trials.Count, data["trials"]!.AsArray().Count);
        Assert.Contains("</script>", (string)data["spec"]!, StringComparison.Ordinal);
        Assert.Equal(2, ScriptEnds().Count(page));
    }

    [Fact]
    public async Task WriteAsync_Page_AllowsItsOwnScriptAndStyleAndNothingElse()
    {
        var page = await ReportPages.TextAsync(ReportPages.Document([]), TestContext.Current.CancellationToken);

        var policy = Policy().Match(page).Groups[1].Value;
        Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Contains(HashOf(Script().Match(page)), policy, StringComparison.Ordinal);
        Assert.Contains(HashOf(Style().Match(page)), policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_Page_LoadsNothing()
    {
        var page = await ReportPages.TextAsync(ReportPages.Document([]), TestContext.Current.CancellationToken);

        Assert.Matches(
            Loads(),
            page.Replace("</head>", "<script src=\"https://example.org/x.js\"></script></head>", StringComparison.Ordinal)
        );
        Assert.DoesNotMatch(Loads(), page);
    }

    private static string HashOf(Match element) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(element.Groups[1].Value)))}'";

    [GeneratedRegex("</script>", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptEnds();

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("<script type=\"module\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex(
        "<(script|img|iframe|link|video|audio|object|embed)[^>]*(src|href)=\"(?!data:,\")|@import|url\\(\\s*[\"']?http",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Loads();
}

using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Sweep.Coordinator.Api.Http;

/// <summary>
/// A page of one file that is part of this program, with the policy that browsers hold it to: they execute and apply what is in the
/// file, known by its hash, and nothing else, and speak with this server alone.
/// </summary>
internal sealed partial class EmbeddedPage
{
    private readonly EntityTagHeaderValue _tag;

    private EmbeddedPage(string text)
    {
        Text = text;
        Policy =
            "default-src 'none'; "
            + $"script-src {Hashes(text, Scripts())}; style-src {Hashes(text, Styles())}; "
            + "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]}\"");
    }

    public string Text { get; }

    /// <summary>Its Content-Security-Policy.</summary>
    public string Policy { get; }

    /// <summary>Null when this build has no such page.</summary>
    public static EmbeddedPage? Find(string name)
    {
        using var resource = typeof(EmbeddedPage).Assembly.GetManifestResourceStream(name);
        if (resource is null)
            return null;
        using var reader = new StreamReader(resource);
        return new EmbeddedPage(reader.ReadToEnd());
    }

    /// <summary>Of a page with this text, whatever its name.</summary>
    public static EmbeddedPage Of(string text) => new(text);

    /// <summary>Answers with the page, or that the browser has it already.</summary>
    public Task WriteAsync(HttpContext http)
    {
        var headers = http.Response.GetTypedHeaders();
        headers.ETag = _tag;
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        http.Response.Headers.ContentSecurityPolicy = Policy;
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(_tag, useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync(Text, http.RequestAborted);
    }

    private static string Hashes(string text, Regex elements)
    {
        // As browsers hash it, which see every line end as one character.
        var hashes = elements
            .Matches(text)
            .Select(match => match.Groups[1].Value.ReplaceLineEndings("\n"))
            .Select(code => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(code)))}'")
            .Distinct()
            .ToList();
        return hashes.Count == 0 ? "'none'" : string.Join(' ', hashes);
    }

    /// <summary>Not of type application/json, which is data.</summary>
    [GeneratedRegex("<script(?![^>]*application/json)[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();

    [GeneratedRegex("<style[^>]*>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Styles();
}

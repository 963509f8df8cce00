using System.Net;
using System.Text.Json.Nodes;

namespace Sweep.Tests.Coordinator.Api;

/// <summary>Asking over HTTP, and what comes back.</summary>
internal static class HttpAnswers
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Sends a request with headers such as <c>("Origin", "http://…")</c>.</summary>
    public static async Task<HttpAnswer> AskAsync(
        this HttpClient http,
        HttpMethod method,
        string path,
        JsonNode? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        var all = answer
            .Headers.Concat(answer.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join("; ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new HttpAnswer(answer.StatusCode, text, all);
    }

    public static Task<HttpAnswer> AskAsync(this HttpClient http, string path, params (string Name, string Value)[] headers) =>
        http.AskAsync(HttpMethod.Get, path, null, headers);
}

internal sealed record HttpAnswer(HttpStatusCode Code, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    /// <summary>Of google.rpc.ErrorInfo; empty when there is none.</summary>
    public string Reason =>
        (string?)Json["details"]?.AsArray().Select(detail => detail!["reason"]).FirstOrDefault(reason => reason is not null) ?? "";

    public string Message => (string)Json["message"]!;
}

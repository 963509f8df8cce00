using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;
using Sweep.Api.V1;

namespace Sweep.Tests.Coordinator.Api.Fuzzing;

/// <summary>Requests of HTTP with JSON, to paths that are there and others.</summary>
internal sealed class HttpFuzz(Uri server, Random random) : IDisposable
{
    private static readonly (string Method, string Path)[] _paths =
    [
        .. SweepReflection.Descriptor.Services.SelectMany(service => service.Methods).Select(PathOf).OfType<(string, string)>(),
        ("GET", "/"),
        ("GET", "/v1/session"),
        ("POST", "/v1/session"),
        ("DELETE", "/v1/session"),
        ("GET", "/v1/events"),
        ("GET", "/v1/sweeps/{name}/report"),
        ("GET", "/v1/sweeps/{name}/export"),
    ];

    private static readonly string[] _fields =
    [
        .. SweepReflection
            .Descriptor.MessageTypes.SelectMany(type => type.Fields.InDeclarationOrder())
            .Select(field => field.JsonName)
            .Append("format")
            .Append("tolerance")
            .Distinct(),
    ];
    private static readonly string[] _verbs = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"];
    private static readonly string[] _headers =
    [
        "Last-Event-ID",
        "Origin",
        "Sec-Fetch-Site",
        "Authorization",
        "Cookie",
        "X-Sweep-CSRF",
        "Accept",
        "Accept-Encoding",
        "If-None-Match",
        "Range",
        "Expect",
        "X-Forwarded-For",
        "X-HTTP-Method-Override",
    ];

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task AskAsync(Tally tally)
    {
        var (method, path) = _paths[random.Next(_paths.Length)];
        var target = (random.Next(10) == 0 ? RandomText.Path(random) : Fill(path)) + Query();
        using var request = new HttpRequestMessage(
            new HttpMethod(random.Next(10) == 0 ? _verbs[random.Next(_verbs.Length)] : method),
            new Uri(server.GetLeftPart(UriPartial.Authority) + target)
        );
        if (request.Method != HttpMethod.Get && random.Next(10) > 0)
            request.Content = Body();
        for (var count = random.Next(3); count > 0; count--)
        {
            request.Headers.TryAddWithoutValidation(
                _headers[random.Next(_headers.Length)],
                RandomText.Value(random) is { Length: < 200 } value && value.All(letter => letter is >= ' ' and <= '~') ? value : "x"
            );
        }

        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
            await JudgeAsync(answer, target, tally);
        }
        catch (HttpRequestException error)
        {
            tally.Faults.Enqueue($"{request.Method} {target}: {error.Message} {error.InnerException?.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task JudgeAsync(HttpResponseMessage answer, string target, Tally tally)
    {
        var code = (int)answer.StatusCode;
        tally.Count($"http {code}");
        var isEmpty = answer.RequestMessage!.Method == HttpMethod.Head || code < 400;
        var text = isEmpty ? "" : await answer.Content.ReadAsStringAsync(Stop);
        if (code >= 500 && code is not (501 or 503))
            tally.Faults.Enqueue($"{answer.RequestMessage.Method} {target}: {code} {text}");
        // A path that cannot be one is refused before anybody looks who answers it.
        else if (!isEmpty && !IsStatus(text) && !(target.Contains("%00", StringComparison.Ordinal) && code == 400))
            tally.Faults.Enqueue($"{answer.RequestMessage.Method} {target}: {code} is no google.rpc.Status: {text}");
    }

    private static bool IsStatus(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject status && (int)status["code"]! is > 0 and <= 16;
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private string Fill(string path)
    {
        foreach (var name in new[] { "{name}", "{stage_id}" })
        {
            path = path.Replace(
                name,
                random.Next(3) > 0 ? "small" : Uri.EscapeDataString(RandomText.Value(random) is { Length: < 200 } text ? text : "long"),
                StringComparison.Ordinal
            );
        }

        return path;
    }

    private string Query() =>
        random.Next(2) == 0
            ? ""
            : "?"
                + string.Join(
                    '&',
                    Enumerable
                        .Range(0, random.Next(1, 4))
                        .Select(_ =>
                            $"{(random.Next(5) == 0 ? RandomText.Word(random) : _fields[random.Next(_fields.Length)])}={Uri.EscapeDataString(RandomText.Value(random) is { Length: < 500 } value ? value : "long")}"
                        )
                );

    private ByteArrayContent Body()
    {
        var bytes = Encoding.UTF8.GetBytes(Json(3)?.ToJsonString() ?? "null");
        if (random.Next(4) == 0 && bytes.Length > 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        if (random.Next(8) == 0)
            bytes = bytes[..random.Next(bytes.Length + 1)];
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType =
            random.Next(10) == 0 ? new MediaTypeHeaderValue("text/plain") : new MediaTypeHeaderValue("application/json");
        return content;
    }

    private JsonNode? Json(int depth) =>
        random.Next(depth > 0 ? 8 : 5) switch
        {
            0 => null,
            1 => random.Next(),
            2 => random.NextDouble() * 1e300,
            3 => random.Next(2) == 0,
            4 => RandomText.Value(random),
            5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Json(depth - 1))]),
            _ => new JsonObject(
                Enumerable
                    .Range(0, random.Next(5))
                    .Select(_ => _fields[random.Next(_fields.Length)])
                    .Append("spec")
                    .Append("token")
                    .Distinct()
                    .Select(name => KeyValuePair.Create(name, Json(depth - 1)))
            ),
        };

    private static (string, string)? PathOf(MethodDescriptor method)
    {
        var rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http);
        return rule?.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            _ => null,
        };
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Sweep.Api.V1;

namespace Sweep.Tests.Coordinator.Api.Http;

/// <summary>The interface as HTTP with JSON, over a real socket.</summary>
public class JsonTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_ThenEveryVerb_AnswersInTheDocumentedDialect()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        var submitted = await PostAsync(http, "/v1/sweeps", new JsonObject { ["spec"] = Specs.Small });

        Assert.True((bool)submitted["created"]!);
        Assert.Equal("SWEEP_STATE_RUNNING", (string)submitted["sweep"]!["state"]!);
        // Numbers, not text; and zero is written.
        Assert.Equal(4, (long)submitted["sweep"]!["stages"]!["total"]!.AsValue());
        Assert.Equal(0, (int)submitted["sweep"]!["trials"]!["completed"]!);

        Assert.Equal("SWEEP_STATE_PAUSED", (string)(await PostAsync(http, "/v1/sweeps/small:pause"))["sweep"]!["state"]!);
        Assert.Equal("SWEEP_STATE_RUNNING", (string)(await PostAsync(http, "/v1/sweeps/small:resume"))["sweep"]!["state"]!);
        Assert.Equal(
            9,
            (int)(await PostAsync(http, "/v1/sweeps/small:setPriority", new JsonObject { ["priority"] = 9 }))["sweep"]!["priority"]!
        );
        Assert.Equal("SWEEP_STATE_CANCELLED", (string)(await PostAsync(http, "/v1/sweeps/small:cancel"))["sweep"]!["state"]!);
        Assert.Equal("SWEEP_STATE_RUNNING", (string)(await PostAsync(http, "/v1/sweeps/small:retry"))["sweep"]!["state"]!);
        Assert.Equal(Specs.Small, (string)(await GetAsync(http, "/v1/sweeps/small?withSpec=true"))["spec"]!);
        Assert.Equal("small", (string)(await GetAsync(http, "/v1/sweeps?pageSize=1"))["sweeps"]![0]!["name"]!);
        Assert.Empty((await GetAsync(http, "/v1/workers"))["workers"]!.AsArray());

        await server.FinishAsync("small", Sweep.Contracts.States.SweepState.Completed);
        using var deleted = await http.DeleteAsync("/v1/sweeps/small", Stop);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, "NOT_FOUND"), await RefusalAsync(await http.GetAsync("/v1/sweeps/small", Stop)));
    }

    [Fact]
    public async Task Submit_BadSpec_ListsItsProblems()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        using var answer = await http.PostAsJsonAsync(
            "/v1/sweeps",
            new JsonObject { ["spec"] = "name: x\ngrid: { dataset: nowhere }" },
            Stop
        );
        var status = (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(3, (int)status["code"]!);
        var problems = status["details"]!
            .AsArray()
            .Single(detail => ((string)detail!["@type"]!).EndsWith("sweep.v1.SpecProblems", StringComparison.Ordinal))![
            "problems"
        ]!.AsArray();
        Assert.Equal(2, (int)problems[0]!["line"]!);
    }

    [Theory]
    [InlineData("GET", "/v1/sweep", 404, "did you mean GET /v1/sweeps?")]
    [InlineData("GET", "/v2/anything", 404, "GET /v1/sweeps/{name}")]
    [InlineData("PATCH", "/v1/sweeps", 404, "POST /v1/sweeps")]
    [InlineData("GET", "/favicon.ico", 404, "the page is at /")]
    [InlineData("GET", "/sweeps/mine", 404, "the page is at /", true)]
    public async Task AnyPath_ThatIsNone_SaysWhatThereIs(string method, string path, int code, string said, bool isReadOnly = false)
    {
        await using var server = await ApiServer.StartAsync(with: options => options with { IsReadOnly = isReadOnly });
        using var http = server.NewHttp();
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop);
        var status = (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!;

        Assert.Equal(code, (int)answer.StatusCode);
        Assert.Equal(5, (int)status["code"]!);
        Assert.Contains(said, (string)status["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("{\"spec\":7}", "application/json", 400)]
    [InlineData("spec=x", "application/x-www-form-urlencoded", 400)]
    public async Task Submit_BodyThatIsNone_IsTheClientsError(string body, string type, int code)
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        using var answer = await http.PostAsync("/v1/sweeps", new StringContent(body, Encoding.UTF8, type), Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);

        Assert.True(code == (int)answer.StatusCode, $"{answer.StatusCode}: {text}");
        Assert.Equal(3, (int)JsonNode.Parse(text)!["code"]!);
    }

    [Fact]
    public async Task Submit_BodyBeyondTheLimit_IsRefused()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(2) })
        {
            BaseAddress = server.Page,
        };
        var body = new JsonObject { ["spec"] = new string('x', 5 << 20) };
        // The answer comes before the body is sent; a client that sends it at once, or after a while, may find the connection closed.
        var answer = await http.AskAsync(HttpMethod.Post, "/v1/sweeps", body, ("Expect", "100-continue"));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "INVALID_REQUEST"), (answer.Code, answer.Reason));
    }

    [Fact]
    public async Task MessageJson_OfASweep_IsWhatTranscodingWrites()
    {
        await using var server = await ApiServer.StartAsync();
        using var http = server.NewHttp();
        await server.Sweeps.SubmitAsync(new SubmitRequest { Spec = Specs.Small }, cancellationToken: Stop);
        var message = await server.Sweeps.GetAsync(new GetRequest { Name = "small" }, cancellationToken: Stop);

        Assert.Equal(
            JsonNode.Parse(await http.GetStringAsync("/v1/sweeps/small", Stop))!.ToJsonString(),
            JsonNode.Parse(Sweep.Coordinator.Api.Http.MessageJson.Serialize(message))!.ToJsonString()
        );
    }

    private static async Task<JsonObject> PostAsync(HttpClient http, string path, JsonObject? body = null)
    {
        using var answer = await http.PostAsJsonAsync(path, body ?? [], Stop);
        return await ReadAsync(answer);
    }

    private static async Task<JsonObject> GetAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, Stop);
        return await ReadAsync(answer);
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.RequestUri}: {answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task<(HttpStatusCode Code, string Reason)> RefusalAsync(HttpResponseMessage answer)
    {
        var status = (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!;
        answer.Dispose();
        return (answer.StatusCode, (string)status["details"]![0]!["reason"]!);
    }
}

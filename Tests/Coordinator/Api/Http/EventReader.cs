using System.Text.Json.Nodes;

namespace Sweep.Tests.Coordinator.Api.Http;

/// <summary>Reads server-sent events, one at a time; gives up when it was read from for minutes.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage answer, Stream stream)
    {
        (_answer, _lines) = (answer, new StreamReader(stream));
        _patience.CancelAfter(TimeSpan.FromMinutes(2));
    }

    public string? ContentType => _answer.Content.Headers.ContentType?.ToString();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<EventReader> OpenAsync(HttpClient http, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = (await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop)).EnsureSuccessStatusCode();
        return new EventReader(answer, await answer.Content.ReadAsStreamAsync(Stop));
    }

    /// <exception cref="EndOfStreamException">There are no more: the coordinator has ended the stream.</exception>
    /// <exception cref="IOException">The stream was cut off.</exception>
    public async Task<Event> ReadAsync()
    {
        string? name = null,
            id = null,
            data = null;
        while (await _lines.ReadLineAsync(_patience.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            else if (line.Length == 0 && data is not null)
                return new Event(name, id, JsonNode.Parse(data)!.AsObject());
        }

        throw new EndOfStreamException();
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _answer.Dispose();
        _patience.Dispose();
        return ValueTask.CompletedTask;
    }

    internal sealed record Event(string? Name, string? Id, JsonObject Data);
}

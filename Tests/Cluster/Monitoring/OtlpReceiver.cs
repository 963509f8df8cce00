using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sweep.Tests.Cluster.Monitoring;

/// <summary>Takes traces by OTLP over gRPC, and reads of its messages what the tests ask for.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<Span> _spans = new();

    private OtlpReceiver(WebApplication server) => _server = server;

    /// <param name="Service">The program that made it.</param>
    /// <param name="Parent">Empty for one that is below no other.</param>
    /// <param name="Links">Trace and span of each.</param>
    public sealed record Span(
        string Service,
        string Trace,
        string Id,
        string Parent,
        string Name,
        ulong Start,
        ulong End,
        IReadOnlyDictionary<string, string> Tags,
        IReadOnlyList<(string Trace, string Id)> Links
    );

    public Uri Url => new(_server.Urls.Single());

    public IReadOnlyList<Span> Spans => [.. _spans];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var receiver = new OtlpReceiver(builder.Build());
        receiver._server.Run(receiver.ReceiveAsync);
        await receiver._server.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        Assert.Equal("/opentelemetry.proto.collector.trace.v1.TraceService/Export", http.Request.Path);
        // A frame: whether it is compressed, and its length.
        var message = body.ToArray()[5..];
        foreach (var resource in Fields(message).Where(field => field.Number == 1))
            Read(resource.Bytes);
        http.Response.ContentType = "application/grpc";
        http.Response.AppendTrailer("grpc-status", "0");
        await http.Response.Body.WriteAsync(new byte[5], http.RequestAborted);
    }

    /// <summary>Numbers of fields as in opentelemetry/proto/trace/v1/trace.proto.</summary>
    private void Read(byte[] resourceSpans)
    {
        var parts = Fields(resourceSpans).ToList();
        var service = Tags(Fields(parts.First(part => part.Number == 1).Bytes).Where(field => field.Number == 1))
            .GetValueOrDefault("service.name", "");
        foreach (
            var span in parts.Where(part => part.Number == 2).SelectMany(scope => Fields(scope.Bytes)).Where(field => field.Number == 2)
        )
        {
            var fields = Fields(span.Bytes).ToList();
            _spans.Enqueue(
                new Span(
                    service,
                    Hex(fields, 1),
                    Hex(fields, 2),
                    Hex(fields, 4),
                    System.Text.Encoding.UTF8.GetString(fields.First(field => field.Number == 5).Bytes),
                    fields.First(field => field.Number == 7).Value,
                    fields.First(field => field.Number == 8).Value,
                    Tags(fields.Where(field => field.Number == 9)),
                    [
                        .. fields
                            .Where(field => field.Number == 13)
                            .Select(link => Fields(link.Bytes).ToList())
                            .Select(link => (Hex(link, 1), Hex(link, 2))),
                    ]
                )
            );
        }
    }

    private static Dictionary<string, string> Tags(IEnumerable<Field> pairs) =>
        pairs
            .Select(pair => Fields(pair.Bytes).ToList())
            .ToDictionary(
                pair => System.Text.Encoding.UTF8.GetString(pair.First(field => field.Number == 1).Bytes),
                pair =>
                    Fields(pair.First(field => field.Number == 2).Bytes)
                        .Select(value =>
                            value.Number switch
                            {
                                1 => System.Text.Encoding.UTF8.GetString(value.Bytes),
                                4 => BitConverter
                                    .UInt64BitsToDouble(value.Value)
                                    .ToString(System.Globalization.CultureInfo.InvariantCulture),
                                _ => value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
                            }
                        )
                        .FirstOrDefault(""),
                StringComparer.Ordinal
            );

    private static string Hex(IEnumerable<Field> fields, int number) =>
        Convert.ToHexStringLower(fields.FirstOrDefault(field => field.Number == number).Bytes ?? []);

    private static IEnumerable<Field> Fields(byte[] message)
    {
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            yield return WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.LengthDelimited => new Field(number, input.ReadBytes().ToByteArray(), 0),
                WireFormat.WireType.Fixed64 => new Field(number, [], input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => new Field(number, [], input.ReadFixed32()),
                _ => new Field(number, [], input.ReadUInt64()),
            };
        }
    }

    private readonly record struct Field(int Number, byte[] Bytes, ulong Value);
}

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Sweep.Api.V1;

namespace Sweep.Tests.Coordinator.Api.Fuzzing;

/// <summary>Calls of gRPC as no client library would make them: the frames are written by hand.</summary>
internal sealed class GrpcFuzz(Uri server, Random random) : IDisposable
{
    private static readonly MethodDescriptor[] _methods = [.. SweepReflection.Descriptor.Services.SelectMany(service => service.Methods)];

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task AskAsync(Tally tally)
    {
        var method = _methods[random.Next(_methods.Length)];
        var path = $"/{method.Service.FullName}/{method.Name}";
        if (random.Next(20) == 0)
            path = RandomText.Path(random);
        var payload = Payload(method.InputType);
        using var request = new HttpRequestMessage(
            random.Next(50) == 0 ? HttpMethod.Put : HttpMethod.Post,
            new Uri(server.GetLeftPart(UriPartial.Authority) + path)
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(payload)),
        };
        request.Content.Headers.TryAddWithoutValidation(
            "content-type",
            random.Next(20) == 0 ? "application/" + RandomText.Word(random)
                : random.Next(2) == 0 ? "application/grpc"
                : "application/grpc+proto"
        );
        request.Headers.TryAddWithoutValidation("te", "trailers");
        // Watch would go on for ever.
        request.Headers.TryAddWithoutValidation("grpc-timeout", random.Next(20) == 0 ? RandomText.Word(random) : "200m");
        if (random.Next(10) == 0)
            request.Headers.TryAddWithoutValidation("grpc-encoding", random.Next(2) == 0 ? "gzip" : RandomText.Word(random));
        if (random.Next(10) == 0)
            request.Headers.TryAddWithoutValidation(RandomText.Word(random) + "-bin", RandomText.Word(random));
        try
        {
            using var answer = await _client.SendAsync(
                request,
                method.IsServerStreaming ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead,
                Stop
            );
            Judge(answer, method, payload, tally);
        }
        catch (HttpRequestException) when (path.Contains("%00", StringComparison.Ordinal))
        {
            tally.Count("reset");
        }
        catch (HttpRequestException error)
        {
            tally.Faults.Enqueue($"{path} {Convert.ToHexString(payload)}: {error.Message} {error.InnerException?.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static void Judge(HttpResponseMessage answer, MethodDescriptor method, byte[] payload, Tally tally)
    {
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            tally.Count($"http {(int)answer.StatusCode}");
            if ((int)answer.StatusCode >= 500)
                tally.Faults.Enqueue($"{method.FullName} {Convert.ToHexString(payload)}: http {(int)answer.StatusCode}");
            return;
        }

        var status = Header(answer, "grpc-status");
        tally.Count(status is null ? "grpc stream" : $"grpc {(StatusCode)int.Parse(status, CultureInfo.InvariantCulture)}");
        // Frames that are none have the framework's own INTERNAL; a fault of the program says so.
        if (
            status == "2"
            || (status is null && !method.IsServerStreaming)
            || Header(answer, "grpc-message")?.Contains("fault", StringComparison.Ordinal) == true
        )
        {
            tally.Faults.Enqueue($"{method.FullName} {Convert.ToHexString(payload)}: {status} {Header(answer, "grpc-message")}");
        }
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        (answer.Headers.TryGetValues(name, out var values) || answer.TrailingHeaders.TryGetValues(name, out values))
            ? values.First()
            : null;

    /// <summary>A message of random values, with bytes of it changed, cut or made up.</summary>
    private byte[] Payload(MessageDescriptor type)
    {
        var bytes = RandomMessage.Of(type, random).ToByteArray();
        switch (random.Next(4))
        {
            case 0:
                bytes = new byte[random.Next(200)];
                random.NextBytes(bytes);
                break;
            case 1 when bytes.Length > 0:
                for (var changes = random.Next(1, 5); changes > 0; changes--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                break;
            case 2:
                bytes = bytes[..random.Next(bytes.Length + 1)];
                break;
            default:
                break;
        }

        return bytes;
    }

    private byte[] Frame(byte[] payload)
    {
        if (random.Next(30) == 0)
            return payload;
        var frame = new byte[payload.Length + 5];
        frame[0] = random.Next(15) == 0 ? (byte)random.Next(256) : (byte)0;
        var length = random.Next(15) == 0 ? random.Next() : payload.Length;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), length);
        payload.CopyTo(frame, 5);
        return frame;
    }
}

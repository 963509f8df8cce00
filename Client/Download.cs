using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Sweep.Client.Connecting;
using Sweep.Client.Errors;
using Status = Google.Rpc.Status;

namespace Sweep.Client;

/// <summary>What a coordinator gives as a file, by HTTP at the address of its gRPC interface.</summary>
internal sealed class Download(Connection connection)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromMinutes(5);
    private static readonly JsonParser _parser = new(
        JsonParser
            .Settings.Default.WithIgnoreUnknownFields(true)
            .WithTypeRegistry(TypeRegistry.FromMessages(ErrorInfo.Descriptor, RetryInfo.Descriptor, BadRequest.Descriptor))
    );

    /// <exception cref="BadInputException">The coordinator refuses the request; the message is its.</exception>
    /// <exception cref="ServerException">It does not answer, or cannot.</exception>
    public async Task WriteAsync(string path, Stream output, CancellationToken cancellation)
    {
        using var client = new HttpClient(ServerHandler.Of(connection)) { Timeout = _timeout };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(connection.Address, path))
        {
            // Without TLS the port speaks HTTP/2 alone.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (connection.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value.Value);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!answer.IsSuccessStatusCode)
                throw ServerErrors.Explain(await ErrorAsync(answer, cancellation), connection, _timeout);
            await answer.Content.CopyToAsync(output, cancellation);
        }
        catch (Exception error) when (error is HttpRequestException or HttpIOException)
        {
            throw ServerErrors.Explain(
                new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, error.Message, error)),
                connection,
                _timeout
            );
        }
        catch (TaskCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw ServerErrors.Explain(
                new RpcException(new Grpc.Core.Status(StatusCode.DeadlineExceeded, error.Message, error)),
                connection,
                _timeout
            );
        }
    }

    /// <summary>A google.rpc.Status in JSON, as every HTTP path of a coordinator answers errors.</summary>
    private static async Task<RpcException> ErrorAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        try
        {
            return _parser.Parse<Status>(text).ToRpcException();
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException or InvalidOperationException)
        {
            var code = answer.StatusCode == HttpStatusCode.NotFound ? StatusCode.Unimplemented : StatusCode.Internal;
            return new RpcException(new Grpc.Core.Status(code, $"HTTP {(int)answer.StatusCode}"));
        }
    }
}

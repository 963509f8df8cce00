using Grpc.Core;
using Grpc.Net.Client;
using Sweep.Api.V1;

namespace Sweep.Cli.Remote;

/// <summary>A coordinator, as the verbs speak with it.</summary>
internal sealed class Server : IDisposable
{
    /// <summary>A coordinator that is there accepts at once.</summary>
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Bytes; a spec is 4 MiB at most.</summary>
    private const int MaxAnswer = 16 << 20;

    private readonly GrpcChannel _channel;

    public Server(Uri address)
    {
        Address = address;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            // The variables for proxies are about the web: a plain HTTP proxy does not pass HTTP/2 on.
            HttpHandler = new SocketsHttpHandler { ConnectTimeout = _connectTimeout, UseProxy = address.Scheme == "https" },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxAnswer,
        });
        Sweeps = new Sweeps.SweepsClient(_channel);
        Workers = new Workers.WorkersClient(_channel);
    }

    /// <summary>For every call but submitting.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(30);

    public Uri Address { get; }

    public Sweeps.SweepsClient Sweeps { get; }

    public Workers.WorkersClient Workers { get; }

    /// <inheritdoc cref="CallAsync{T}(Func{CallOptions, Task{T}}, TimeSpan, CancellationToken)"/>
    public Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation) =>
        CallAsync(async options => await call(options).ConfigureAwait(false), Timeout, cancellation);

    /// <inheritdoc cref="CallAsync{T}(Func{CallOptions, Task{T}}, TimeSpan, CancellationToken)"/>
    public Task<T> CallAsync<T>(Func<CallOptions, Task<T>> call, CancellationToken cancellation) => CallAsync(call, Timeout, cancellation);

    /// <exception cref="BadInputException">The coordinator refuses the request; the message is its.</exception>
    /// <exception cref="ServerException">It does not answer, or cannot.</exception>
    public async Task<T> CallAsync<T>(Func<CallOptions, Task<T>> call, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            return await call(new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + timeout, cancellationToken: cancellation)).ConfigureAwait(false);
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (RpcException error)
        {
            throw ServerErrors.Explain(error, Address, timeout);
        }
    }

    public void Dispose() => _channel.Dispose();
}

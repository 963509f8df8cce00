using System.Runtime.CompilerServices;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Sweep.Api.V1;
using Sweep.Client.Connecting;
using Sweep.Client.Errors;

namespace Sweep.Client;

/// <summary>A coordinator, as the verbs speak with it.</summary>
public sealed class CoordinatorClient : IDisposable
{
    /// <summary>Between two tries of what the coordinator asks to try again later.</summary>
    private static readonly TimeSpan _shortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(5);

    /// <summary>Bytes; a spec is 4 MiB at most.</summary>
    private const int MaxAnswer = 16 << 20;

    private readonly Connection _connection;
    private readonly Metadata _headers = [];
    private readonly IDisposable? _channel;

    public CoordinatorClient(Connection connection)
    {
        _connection = connection;
        if (connection.Token is { } token)
            _headers.Add("authorization", $"Bearer {token.Value.Value}");
        var channel = GrpcChannel.ForAddress(
            connection.Address,
            new GrpcChannelOptions
            {
                HttpHandler = ServerHandler.Of(connection),
                DisposeHttpClient = true,
                MaxReceiveMessageSize = MaxAnswer,
            }
        );
        (_channel, Sweeps, Workers, Results) = (channel, new(channel), new(channel), new(channel));
    }

    /// <summary>What answers in this process; it stays the caller's.</summary>
    public CoordinatorClient(CallInvoker services)
    {
        _connection = new Connection(ServerAddress.Default);
        (Sweeps, Workers, Results) = (new(services), new(services), new(services));
    }

    /// <summary>For every call but submitting.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>For questions about results: a coordinator that has just begun reads a million trials before it answers.</summary>
    public static TimeSpan Readiness { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The address, as messages name it.</summary>
    public string Name => _connection.Name;

    public Sweeps.SweepsClient Sweeps { get; }

    public Workers.WorkersClient Workers { get; }

    public Api.V1.Results.ResultsClient Results { get; }

    /// <inheritdoc cref="CallAsync{T}(Func{CallOptions, Task{T}}, TimeSpan, CancellationToken)"/>
    public Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation) =>
        CallAsync(async options => await call(options).ConfigureAwait(false), Timeout, cancellation);

    /// <inheritdoc cref="CallAsync{T}(Func{CallOptions, Task{T}}, TimeSpan, CancellationToken)"/>
    public Task<T> CallAsync<T>(Func<CallOptions, Task<T>> call, CancellationToken cancellation) => CallAsync(call, Timeout, cancellation);

    /// <summary>What the coordinator asks to try again in a while is tried again within the time that there is.</summary>
    /// <exception cref="BadInputException">The coordinator refuses the request; the message is its.</exception>
    /// <exception cref="ServerException">It does not answer, or cannot.</exception>
    public async Task<T> CallAsync<T>(Func<CallOptions, Task<T>> call, TimeSpan timeout, CancellationToken cancellation)
    {
        var end = TimeProvider.System.GetUtcNow() + timeout;
        while (true)
        {
            try
            {
                return await call(new CallOptions(_headers, end.UtcDateTime, cancellation)).ConfigureAwait(false);
            }
            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
            catch (RpcException error) when (WaitFor(error) is { } wait && TimeProvider.System.GetUtcNow() + wait < end)
            {
                await Task.Delay(wait, TimeProvider.System, cancellation).ConfigureAwait(false);
            }
            catch (RpcException error)
            {
                throw ServerErrors.Explain(error, _connection, timeout);
            }
        }
    }

    /// <summary>The messages of a stream, to its end.</summary>
    /// <inheritdoc cref="CallAsync{T}(Func{CallOptions, Task{T}}, TimeSpan, CancellationToken)"/>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        Func<CallOptions, AsyncServerStreamingCall<T>> call,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var (stream, isThere) = await CallAsync(_ => OpenAsync(call, cancellation), Readiness, cancellation).ConfigureAwait(false);
        using (stream)
        {
            while (isThere)
            {
                yield return stream.ResponseStream.Current;
                isThere = await CallAsync(_ => stream.ResponseStream.MoveNext(cancellation), TimeSpan.Zero, cancellation)
                    .ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes what the coordinator gives as a file, by HTTP at the address of its gRPC interface.</summary>
    /// <param name="path">With its query: <c>/v1/sweeps/NAME/report</c>.</param>
    /// <inheritdoc cref="CallAsync{T}(Func{CallOptions, Task{T}}, TimeSpan, CancellationToken)"/>
    public Task DownloadAsync(string path, Stream output, CancellationToken cancellation) =>
        new Download(_connection).WriteAsync(path, output, cancellation);

    /// <summary>The stream at its first message, if it has one.</summary>
    private async Task<(AsyncServerStreamingCall<T> Stream, bool IsThere)> OpenAsync<T>(
        Func<CallOptions, AsyncServerStreamingCall<T>> call,
        CancellationToken cancellation
    )
    {
        var stream = call(new CallOptions(_headers, cancellationToken: cancellation));
        try
        {
            return (stream, await stream.ResponseStream.MoveNext(cancellation).ConfigureAwait(false));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Dispose() => _channel?.Dispose();

    /// <summary>Null when trying again would not help.</summary>
    private static TimeSpan? WaitFor(RpcException error) =>
        error.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan() is { } wait
            ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, _shortestWait.Ticks, _longestWait.Ticks))
            : null;
}

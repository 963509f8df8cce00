using Grpc.Core;

namespace Sweep.Coordinator.Api.InProcess;

/// <summary>Calls the methods of services in this process as a client does those of a server. Unary calls and streams of answers; no others.</summary>
public sealed class ServiceInvoker : CallInvoker, IAsyncDisposable
{
    private readonly Dictionary<string, Delegate> _handlers = [];
    private readonly IAsyncDisposable? _owned;

    /// <param name="owned">Ends with this.</param>
    internal ServiceInvoker(IAsyncDisposable? owned)
    {
        _owned = owned;
        Binder = new HandlerBinder(_handlers);
    }

    /// <summary>Takes a service's methods up.</summary>
    internal ServiceBinderBase Binder { get; }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request
    )
    {
        var handler = Handler<UnaryServerMethod<TRequest, TResponse>>(method);
        var answer = AnswerAsync(() => handler(request, new LocalCallContext(method.FullName, options)));
        return new(answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request
    )
    {
        var handler = Handler<ServerStreamingServerMethod<TRequest, TResponse>>(method);
        var end = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        var stream = new LocalStream<TResponse>();
        _ = stream.FillAsync(() =>
            AnswerAsync(async () =>
            {
                await handler(request, stream, new LocalCallContext(method.FullName, options.WithCancellationToken(end.Token)))
                    .ConfigureAwait(false);
                return true;
            })
        );
        return new(
            stream,
            Task.FromResult(new Metadata()),
            () => Status.DefaultSuccess,
            () => [],
            () =>
            {
                end.Cancel();
                end.Dispose();
            }
        );
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options,
        TRequest request
    ) => throw new NotSupportedException("Services in this process are called without blocking.");

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options
    ) => throw new NotSupportedException("sweep.v1 has no stream of requests.");

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        string? host,
        CallOptions options
    ) => throw new NotSupportedException("sweep.v1 has no stream of requests.");

    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    private T Handler<T>(IMethod method)
        where T : Delegate =>
        _handlers.TryGetValue(method.FullName, out var handler)
            ? (T)handler
            : throw new RpcException(new Status(StatusCode.Unimplemented, $"{method.FullName} is not served here."));

    /// <summary>Faults are told as a server tells them.</summary>
    private static async Task<T> AnswerAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception error) when (ApiErrors.Explain(error) is { } explained && !ReferenceEquals(explained, error))
        {
            throw explained;
        }
    }

    private sealed class HandlerBinder(Dictionary<string, Delegate> handlers) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            UnaryServerMethod<TRequest, TResponse>? handler
        ) => handlers[method.FullName] = handler!;

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method,
            ServerStreamingServerMethod<TRequest, TResponse>? handler
        ) => handlers[method.FullName] = handler!;
    }
}

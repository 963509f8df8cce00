using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Sweep.Coordinator.Api;

/// <summary>Turns what a call throws into its status. What is not foreseen goes to the log, and only there.</summary>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw StatusOf(error, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            await continuation(request, responseStream, context).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            throw StatusOf(error, context);
        }
    }

    private RpcException StatusOf(Exception error, ServerCallContext context)
    {
        // A message that is written when its reader has gone fails in several ways.
        if (error is OperationCanceledException || (error is not RpcException && context.CancellationToken.IsCancellationRequested))
        {
            return new RpcException(
                context.CancellationToken.IsCancellationRequested
                    ? new Status(StatusCode.Cancelled, "The call was given up.")
                    : new Status(StatusCode.Unavailable, "The coordinator is stopping.")
            );
        }

        if (ApiErrors.Explain(error) is { } status)
            return status;
        log.MethodFailed(error, context.Method);
        return ApiErrors.Internal();
    }
}

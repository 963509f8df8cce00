using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Sweep.Coordinator.Api;

/// <summary>Turns what a call throws into its status. What is not foreseen goes to the log, and only there.</summary>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new RpcException(context.CancellationToken.IsCancellationRequested
                ? new Status(StatusCode.Cancelled, "The call was given up.")
                : new Status(StatusCode.Unavailable, "The coordinator is stopping."));
        }
        catch (Exception error) when (ApiErrors.Explain(error) is { } status)
        {
            throw status;
        }
        catch (Exception error)
        {
            log.LogError(error, "{Method} failed", context.Method);
            throw new RpcException(new Status(StatusCode.Internal, "A fault of the program; the coordinator's log has it."));
        }
    }
}

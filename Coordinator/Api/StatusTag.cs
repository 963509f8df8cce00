using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http.Features;

namespace Sweep.Coordinator.Api;

/// <summary>Adds a call's own status to what is measured of its request: over HTTP, each call of gRPC that was answered went well.</summary>
internal sealed class StatusTag : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    ) => TagAsync(context, () => continuation(request, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    ) =>
        TagAsync(
            context,
            async () =>
            {
                await continuation(request, responseStream, context).ConfigureAwait(false);
                return true;
            }
        );

    private static async Task<T> TagAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        var status = StatusCode.OK;
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (RpcException error)
        {
            status = error.StatusCode;
            throw;
        }
        finally
        {
            context.GetHttpContext().Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new("rpc.grpc.status_code", status.ToString()));
        }
    }
}

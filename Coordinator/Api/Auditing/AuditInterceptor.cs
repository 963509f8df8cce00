using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Sweep.Api.V1;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Coordinator.Api.Auditing;

/// <summary>Writes every call that changes something to the <see cref="AuditLog"/>, and counts it, with what came of it.</summary>
internal sealed class AuditInterceptor(AuditLog audit, CallMetrics metrics) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        if (!context.Method.StartsWith("/sweep.", StringComparison.Ordinal) || !Permissions.Changes(context.Method))
            return await continuation(request, context).ConfigureAwait(false);
        try
        {
            var response = await continuation(request, context).ConfigureAwait(false);
            Write(context, Subject(request as IMessage) ?? (response as SubmitResponse)?.Sweep.Name, "OK");
            return response;
        }
        catch (RpcException error)
        {
            Write(
                context,
                Subject(request as IMessage),
                error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? error.StatusCode.ToString().ToUpperInvariant()
            );
            throw;
        }
    }

    private void Write(ServerCallContext context, string? subject, string outcome)
    {
        var http = context.GetHttpContext();
        metrics.Count(context.Method, outcome);
        audit.Write(http, Caller.Of(http)?.Name, context.Method, subject, outcome);
    }

    /// <summary>The sweep or the workers that it is about; null when the request does not name it.</summary>
    private static string? Subject(IMessage? request) =>
        request switch
        {
            null => null,
            DrainWorkerRequest drain => drain.TargetCase switch
            {
                DrainWorkerRequest.TargetOneofCase.WorkerId => drain.WorkerId,
                DrainWorkerRequest.TargetOneofCase.Host => drain.Host,
                _ => "all",
            },
            _ => request.Descriptor.FindFieldByName("name")?.Accessor.GetValue(request) is string { Length: > 0 } name ? name : null,
        };
}

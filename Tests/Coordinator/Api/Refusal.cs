using Google.Rpc;
using Grpc.Core;

namespace Sweep.Tests.Coordinator.Api;

/// <summary>An error, as a client sees it.</summary>
internal sealed record Refusal(StatusCode Code, string Reason, string Message, Google.Rpc.Status? Details)
{
    public static async Task<Refusal> Of<T>(AsyncUnaryCall<T> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        var details = error.GetRpcStatus();
        return new Refusal(error.StatusCode, details?.GetDetail<ErrorInfo>()?.Reason ?? "", error.Status.Detail, details);
    }
}

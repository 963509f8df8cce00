using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Sweep.Api.V1;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;
using HttpResponse = Microsoft.AspNetCore.Http.HttpResponse;

namespace Sweep.Coordinator.Api;

/// <summary>An error as the answer to a request, in the way that its client reads: gRPC's trailers, or google.rpc.Status in JSON.</summary>
internal static class ErrorAnswer
{
    /// <summary>What may be among an error's details.</summary>
    public static TypeRegistry Details { get; } =
        TypeRegistry.FromMessages(ErrorInfo.Descriptor, RetryInfo.Descriptor, BadRequest.Descriptor, SpecProblems.Descriptor);

    private static readonly JsonFormatter _json = new(
        JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithTypeRegistry(Details)
    );

    public static bool IsGrpc(HttpRequest request) =>
        request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>An answer that has begun cannot be taken back; it is cut off, or half of it would pass for the whole.</summary>
    public static Task WriteAsync(HttpContext http, RpcException error)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        var status = error.GetRpcStatus() ?? new Google.Rpc.Status { Code = (int)error.StatusCode, Message = error.Status.Detail };
        if (IsGrpc(http.Request))
        {
            WriteTrailers(http.Response, status);
            return Task.CompletedTask;
        }

        if (status.Details.FirstOrDefault(detail => detail.Is(RetryInfo.Descriptor))?.Unpack<RetryInfo>().RetryDelay is { } delay)
        {
            http.Response.Headers.RetryAfter = ((long)Math.Ceiling(delay.ToTimeSpan().TotalSeconds)).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
        }

        http.Response.StatusCode = HttpCode(error.StatusCode);
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(_json.Format(status), http.RequestAborted);
    }

    /// <summary>As google.rpc.Code documents them.</summary>
    public static int HttpCode(StatusCode code) =>
        code switch
        {
            StatusCode.OK => StatusCodes.Status200OK,
            StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
            StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
            StatusCode.NotFound => StatusCodes.Status404NotFound,
            StatusCode.AlreadyExists or StatusCode.Aborted => StatusCodes.Status409Conflict,
            StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
            StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
            StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status500InternalServerError,
        };

    /// <summary>An answer without a body has its trailers where headers are.</summary>
    private static void WriteTrailers(HttpResponse response, Google.Rpc.Status status)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = status.Code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Message);
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray());
    }
}

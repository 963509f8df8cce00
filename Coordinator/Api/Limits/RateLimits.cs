using System.Threading.RateLimiting;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Coordinator.Api.Limits;

/// <summary>Refuses at once what is too much, so that one client's haste costs the others nothing.</summary>
internal static class RateLimits
{
    /// <summary>Of the requests of a second, at once.</summary>
    private const int Burst = 10;

    public static void AddRateLimits(this IServiceCollection services, ApiLimits limits) =>
        services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(http =>
                    limits.Requests == 0
                        ? RateLimitPartition.GetNoLimiter("")
                        : RateLimitPartition.GetTokenBucketLimiter(
                            Client(http),
                            _ => new TokenBucketRateLimiterOptions
                            {
                                TokenLimit = limits.Requests * Burst,
                                TokensPerPeriod = limits.Requests,
                                ReplenishmentPeriod = limits.Second,
                            }
                        )
                ),
                PartitionedRateLimiter.Create<HttpContext, string>(http =>
                    !IsStream(http)
                        ? RateLimitPartition.GetNoLimiter("")
                        : RateLimitPartition.GetConcurrencyLimiter(
                            Client(http),
                            _ => new ConcurrencyLimiterOptions { PermitLimit = limits.Streams }
                        )
                )
            );
            options.OnRejected = (rejected, _) => new ValueTask(ErrorAnswer.WriteAsync(rejected.HttpContext, Refusal(rejected, limits)));
        });

    /// <summary>Whether an answer goes on for as long as the client wants it.</summary>
    public static bool IsStream(HttpContext http) =>
        http.GetEndpoint()?.Metadata is { } metadata
        && (
            metadata.GetMetadata<StreamMark>() is not null
            || metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type is MethodType.ServerStreaming or MethodType.DuplexStreaming
        );

    private static string Client(HttpContext http) =>
        Caller.Of(http)?.Name is { } name ? "token " + name : "address " + http.Connection.RemoteIpAddress;

    private static RpcException Refusal(OnRejectedContext rejected, ApiLimits limits) =>
        rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
            ? ApiErrors.Limited($"Too many requests in a short time: {limits.Requests} a second are answered (limits.requests).", wait)
            : ApiErrors.Limited($"Too many streams at once: {limits.Streams} are served (limits.streams). Close some.", limits.Second);

    /// <summary>Marks an endpoint as a stream.</summary>
    internal sealed class StreamMark;
}

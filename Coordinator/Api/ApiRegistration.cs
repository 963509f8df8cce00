using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Api;

/// <summary>The interface for users, in the coordinator's host.</summary>
public static class ApiRegistration
{
    /// <summary>UTF-8 takes up to four bytes a character; the rest is for what stands beside the spec.</summary>
    private const int MaxRequest = (SweepSpec.MaxTextLength * 4) + (64 << 10);

    private const string Store = "store";

    private static readonly TimeSpan _checkInterval = TimeSpan.FromSeconds(10);

    /// <summary>gRPC without TLS, on the address alone.</summary>
    public static IWebHostBuilder UseApi(this IWebHostBuilder web, ApiOptions options) => web.UseKestrelCore().ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequest;
        kestrel.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http2);
    });

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.MaxReceiveMessageSize = MaxRequest;
        });
        services.AddSingleton<SweepsService>().AddSingleton<WorkersService>();
        // Of the store alone: the bus has a check of its own, and a broker that is away is no reason to restart the coordinator.
        services.AddGrpcHealthChecks(health =>
        {
            health.Services.Clear();
            health.Services.Map("", check => check.Name == Store);
        }).AddCheck<StoreCheck>(Store);
        services.Configure<HealthCheckPublisherOptions>(check =>
            (check.Delay, check.Period, check.Predicate) = (TimeSpan.Zero, _checkInterval, registration => registration.Name == Store));
        return services;
    }

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<SweepsService>();
        routes.MapGrpcService<WorkersService>();
        routes.MapGrpcHealthChecksService();
    }
}

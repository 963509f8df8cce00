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
        services.AddGrpcHealthChecks().AddCheck<StoreCheck>("store");
        services.Configure<HealthCheckPublisherOptions>(check => (check.Delay, check.Period) = (TimeSpan.Zero, _checkInterval));
        return services;
    }

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<SweepsService>();
        routes.MapGrpcService<WorkersService>();
        routes.MapGrpcHealthChecksService();
    }
}

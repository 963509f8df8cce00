using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sweep.Coordinator.Api.Auditing;
using Sweep.Coordinator.Api.Http;
using Sweep.Coordinator.Api.Limits;
using Sweep.Coordinator.Api.Questions;
using Sweep.Coordinator.Api.Security;
using Sweep.Coordinator.Home;

namespace Sweep.Coordinator.Api;

/// <summary>The interface for users, in the coordinator's host.</summary>
public static class ApiRegistration
{
    private const string Store = "store";

    private static readonly TimeSpan _checkInterval = TimeSpan.FromSeconds(10);

    /// <param name="home">Where tokens and the audit log are.</param>
    public static IServiceCollection AddApi(this IServiceCollection services, ApiOptions options, SweepHome home)
    {
        services.AddRouting();
        services.AddSingleton(options).AddSingleton(home);
        services.AddSingleton<TokenBook>().AddSingleton<Sessions>().AddSingleton<AuditLog>();
        services.AddMetrics().AddSingleton<CallMetrics>();
        services.AddPermissions();
        services.AddRateLimits(options.Limits);
        services
            .AddGrpc(grpc =>
            {
                grpc.Interceptors.Add<StatusTag>();
                grpc.Interceptors.Add<AuditInterceptor>();
                grpc.Interceptors.Add<ErrorInterceptor>();
                grpc.MaxReceiveMessageSize = Listeners.MaxRequest;
            })
            .AddJsonTranscoding(json => json.TypeRegistry = ErrorAnswer.Details);
        services.AddGrpcReflection();
        services.AddQuestions();
        services
            .AddSingleton<Paths>()
            .AddSingleton<PageEndpoint>()
            .AddSingleton<EventsEndpoint>()
            .AddSingleton<ReportEndpoint>()
            .AddSingleton<ExportEndpoint>()
            .AddSingleton<SessionEndpoint>();
        // Of the store alone: the bus has a check of its own, and a broker that is away is no reason to restart the coordinator.
        services
            .AddGrpcHealthChecks(health =>
            {
                health.Services.Clear();
                health.Services.Map("", check => check.Name == Store);
            })
            .AddCheck<StoreCheck>(Store);
        services.Configure<HealthCheckPublisherOptions>(check =>
            (check.Delay, check.Period, check.Predicate) = (TimeSpan.Zero, _checkInterval, registration => registration.Name == Store)
        );
        return services;
    }

    /// <summary>In this order: what may not ask costs least, and whatever goes wrong is answered.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseMiddleware<Faults>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseRouting();
        app.UseMiddleware<OriginGuard>();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<StreamGuard>();
        app.MapGrpcService<SweepsService>().RequireRoles();
        app.MapGrpcService<WorkersService>().RequireRoles();
        app.MapGrpcService<ResultsService>().RequireRoles();
        app.MapGrpcHealthChecksService().AllowAnonymous();
        app.MapGrpcReflectionService().RequireAuthorization(Permissions.Viewer);
        app.MapPages();
    }

    private static void MapPages(this IEndpointRouteBuilder routes)
    {
        T Find<T>()
            where T : notnull => routes.ServiceProvider.GetRequiredService<T>();
        routes.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], http => Find<PageEndpoint>().ServeAsync(http)).AllowAnonymous();
        routes.MapGet("/v1/session", http => Find<SessionEndpoint>().GetAsync(http)).AllowAnonymous();
        routes.MapPost("/v1/session", http => Find<SessionEndpoint>().LogInAsync(http)).AllowAnonymous();
        routes.MapDelete("/v1/session", http => Find<SessionEndpoint>().LogOutAsync(http)).AllowAnonymous();
        routes
            .MapGet("/v1/events", http => Find<EventsEndpoint>().ServeAsync(http))
            .RequireAuthorization(Permissions.Viewer)
            .WithMetadata(new RateLimits.StreamMark());
        routes
            .MapGet("/v1/sweeps/{name}/export", http => Find<ExportEndpoint>().ServeAsync(http))
            .RequireAuthorization(Permissions.Viewer)
            .WithMetadata(new RateLimits.StreamMark());
        routes.MapGet("/v1/sweeps/{name}/report", http => Find<ReportEndpoint>().ServeAsync(http)).RequireAuthorization(Permissions.Viewer);
    }
}

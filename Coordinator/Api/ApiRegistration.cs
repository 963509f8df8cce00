using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sweep.Coordinator.Api.Http;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Api;

/// <summary>The interface for users, in the coordinator's host.</summary>
public static class ApiRegistration
{
    private const string Store = "store";

    private static readonly TimeSpan _checkInterval = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddRouting();
        services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.MaxReceiveMessageSize = Listeners.MaxRequest;
        }).AddJsonTranscoding(json => json.TypeRegistry = ErrorAnswer.Details);
        services.AddGrpcReflection();
        services.AddSingleton<SweepsService>().AddSingleton<WorkersService>().AddSingleton<ResultTables>().AddSingleton<ResultsService>();
        services.AddSingleton<Paths>().AddSingleton<PageEndpoint>().AddSingleton<EventsEndpoint>().AddSingleton<ReportEndpoint>();
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

    public static void UseApi(this WebApplication app)
    {
        app.UseMiddleware<Faults>();
        app.UseRouting();
        app.MapGrpcService<SweepsService>();
        app.MapGrpcService<WorkersService>();
        app.MapGrpcService<ResultsService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        app.MapPage("/", http => http.RequestServices.GetRequiredService<PageEndpoint>().ServeAsync(http));
        if (app.Services.GetService<Watching.ISweepWatch>() is not null)
            app.MapGet("/v1/events", http => http.RequestServices.GetRequiredService<EventsEndpoint>().ServeAsync(http));
        app.MapGet("/v1/sweeps/{name}/report", http => http.RequestServices.GetRequiredService<ReportEndpoint>().ServeAsync(http));
    }

    private static void MapPage(this IEndpointRouteBuilder routes, string path, RequestDelegate page) => routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], page);
}

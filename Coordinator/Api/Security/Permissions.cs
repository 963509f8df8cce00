using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Sweep.Coordinator.Api.Security;

/// <summary>Which role what takes.</summary>
internal static class Permissions
{
    public const string Scheme = "sweep";

    /// <summary>A policy's name; what names none takes an operator.</summary>
    public const string Viewer = nameof(Role.Viewer);

    /// <summary>Methods that change nothing. Any other one takes an operator, so that what is forgotten here is closed, not open.</summary>
    private static readonly HashSet<string> _looking =
    [
        "/sweep.v1.Sweeps/Validate",
        "/sweep.v1.Sweeps/Plan",
        "/sweep.v1.Sweeps/Watch",
        "/sweep.v1.Sweeps/Get",
        "/sweep.v1.Sweeps/List",
        "/sweep.v1.Workers/ListWorkers",
        "/sweep.v1.Results/QueryResults",
        "/sweep.v1.Results/StreamResults",
        "/sweep.v1.Results/BestSparsity",
        "/sweep.v1.Results/GetGrid",
        "/sweep.v1.Results/ListStages",
        "/sweep.v1.Results/GetStage",
    ];

    public static bool Changes(string method) => !_looking.Contains(method);

    public static void AddPermissions(this IServiceCollection services)
    {
        services.AddWebEncoders();
        services.AddAuthenticationCore(options => options.DefaultScheme = Scheme);
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(Scheme, null);
        services.AddAuthorization(options =>
        {
            options.AddPolicy(Viewer, policy => policy.RequireRole(nameof(Role.Viewer), nameof(Role.Operator)));
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireRole(nameof(Role.Operator)).Build();
        });
    }

    /// <summary>By method, for gRPC and for HTTP with JSON.</summary>
    public static void RequireRoles(this GrpcServiceEndpointConventionBuilder service) =>
        service.Add(endpoint =>
        {
            // Without a method it answers that there is no such one.
            if (endpoint.Metadata.OfType<GrpcMethodMetadata>().FirstOrDefault() is not { } method || !Changes(method.Method.FullName))
                endpoint.Metadata.Add(new AuthorizeAttribute(Viewer));
        });
}

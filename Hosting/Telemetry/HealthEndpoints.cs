using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sweep.Hosting.Telemetry;

/// <summary>
/// Serves <c>/livez</c>, which checks the vital parts, and <c>/readyz</c>, which checks all. Each answers 200 when they are healthy and
/// else 503, with a line on each part.
/// </summary>
internal static class HealthEndpoints
{
    private const string Vital = "vital";

    public static IServiceCollection AddHealth(this IServiceCollection services, IEnumerable<HealthPart> parts)
    {
        var checks = services.AddHealthChecks();
        foreach (var part in parts)
            checks.AddCheck(part.Name, () => Check(part), part.IsVital ? [Vital] : []);
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks(
            "/livez",
            new HealthCheckOptions { Predicate = check => check.Tags.Contains(Vital), ResponseWriter = WriteAsync }
        );
        routes.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync });
    }

    private static HealthCheckResult Check(HealthPart part)
    {
        var finding = part.Look();
        return new HealthCheckResult(finding.IsWell ? HealthStatus.Healthy : HealthStatus.Unhealthy, finding.Text);
    }

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        var text = new StringBuilder();
        foreach (var (name, entry) in report.Entries)
        {
            text.Append(name)
                .Append(": ")
                .Append(entry.Status == HealthStatus.Healthy ? "ok" : "failed")
                .Append(entry.Description is { } more ? $", {more}" : "")
                .Append('\n');
        }

        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Api.Http;

/// <summary>The paths that are served, for who asked for another.</summary>
internal sealed class Paths(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<string>> _served = new(() => Read(endpoints));

    /// <summary>One line: what there is instead.</summary>
    public string Describe(HttpRequest request)
    {
        var asked = $"{request.Method} {request.Path.Value}";
        var shown = asked.Length > 100 ? asked[..100] + "…" : asked;
        return $"There is no {shown} here{Suggestion.Of(asked, _served.Value)}; the page is at /, and for programs there are {string.Join(", ", _served.Value)}.";
    }

    /// <summary>Those of gRPC have a description of their own, which reflection serves.</summary>
    private static List<string> Read(EndpointDataSource endpoints) =>
        [
            .. endpoints
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("v1/", StringComparison.Ordinal) == true)
                .SelectMany(endpoint =>
                    (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method =>
                        $"{method} /{endpoint.RoutePattern.RawText!.TrimStart('/')}"
                    )
                )
                .Distinct()
                .OrderBy(path => path[path.IndexOf(' ')..], StringComparer.Ordinal),
        ];
}

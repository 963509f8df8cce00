using Microsoft.AspNetCore.Http;

namespace Sweep.Coordinator.Api.Http;

/// <summary><c>GET /</c>: the web page.</summary>
internal sealed class PageEndpoint
{
    private readonly EmbeddedPage? _page = EmbeddedPage.Find("app.html");

    public Task ServeAsync(HttpContext http) =>
        _page?.WriteAsync(http) ?? throw ApiErrors.NotFound("This build of sweep-coordinator has no page.");
}

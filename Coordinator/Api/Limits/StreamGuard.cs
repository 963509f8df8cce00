using Microsoft.AspNetCore.Http;
using Sweep.Coordinator.Api.Security;

namespace Sweep.Coordinator.Api.Limits;

/// <summary>Cuts a stream off when its owner's token is revoked: a request that is hours long is not asked again who it is from.</summary>
internal sealed class StreamGuard(RequestDelegate next, TokenBook book, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!RateLimits.IsStream(http) || Caller.Of(http) is not { } caller)
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        using var look = time.CreateTimer(
            _ =>
            {
                if (caller.TokenHash is null ? book.IsAsked : book.FindHash(caller.TokenHash) is null)
                    http.Abort();
            },
            null,
            _interval,
            _interval
        );
        await next(http).ConfigureAwait(false);
    }
}

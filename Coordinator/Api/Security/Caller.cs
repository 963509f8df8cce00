using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Sweep.Coordinator.Api.Security;

/// <summary>Who a request is from, as claims.</summary>
/// <param name="TokenHash">Of the token that they showed; null when nobody is asked for one.</param>
/// <param name="Csrf">Of the session, when that is how they are known.</param>
internal sealed record Caller(string Name, Role Role, string? TokenHash, string? Csrf)
{
    /// <summary>In the audit log, when nobody is asked who they are.</summary>
    public const string Local = "local";

    private const string TokenClaim = "sweep:token";
    private const string CsrfClaim = "sweep:csrf";

    /// <summary>Null when they are not known.</summary>
    public static Caller? Of(HttpContext http)
    {
        var user = http.User;
        return
            user.Identity is { IsAuthenticated: true, Name: { } name }
            && Enum.TryParse<Role>(user.FindFirstValue(ClaimTypes.Role), out var role)
            ? new Caller(name, role, user.FindFirstValue(TokenClaim), user.FindFirstValue(CsrfClaim))
            : null;
    }

    public ClaimsPrincipal ToPrincipal()
    {
        List<Claim> claims = [new(ClaimTypes.Name, Name), new(ClaimTypes.Role, Role.ToString())];
        if (TokenHash is not null)
            claims.Add(new Claim(TokenClaim, TokenHash));
        if (Csrf is not null)
            claims.Add(new Claim(CsrfClaim, Csrf));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, Permissions.Scheme));
    }
}

using System.Text.Encodings.Web;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sweep.Coordinator.Api.Security;

/// <summary>
/// Who a request is from: the owner of the token in its header <c>Authorization: Bearer TOKEN</c>, or the browser that logged in and
/// has a cookie; while no token was ever made, whoever reaches this coordinator.
/// </summary>
internal sealed class TokenAuthentication(
    TokenBook book,
    Sessions sessions,
    ApiOptions api,
    AuditLog audit,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory log,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    /// <summary>What a page sends beside its cookie with whatever is no GET.</summary>
    public const string CsrfHeader = "X-Sweep-CSRF";

    private const string Bearer = "Bearer ";

    /// <summary>Whether a cookie came without what the page would have sent beside it.</summary>
    private bool _isForgery;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    /// <summary>They are not known, or another site's page uses their cookie.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var why = (await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false)).Failure?.Message;
        if (why is not null)
            audit.Write(Context, who: null, What(), sweep: null, _isForgery ? "FORBIDDEN" : "UNAUTHENTICATED");
        if (!_isForgery)
            Response.Headers.WWWAuthenticate = "Bearer";
        await ErrorAnswer
            .WriteAsync(
                Context,
                _isForgery
                    ? ApiErrors.Forbidden(why!)
                    : ApiErrors.Unauthenticated(
                        why
                            ?? "This coordinator asks for a token: send it as 'Authorization: Bearer TOKEN' (sweep takes it from SWEEP_TOKEN_FILE or --token-file), or log in on the page. sweep-coordinator token add makes one."
                    )
            )
            .ConfigureAwait(false);
    }

    /// <summary>They are known, and may not.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        if (Context.GetEndpoint() is null)
        {
            // What is not there is asked of an operator, so that nothing is open by accident. To who is known it is just not there.
            Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var caller = Caller.Of(Context)!;
        audit.Write(Context, caller.Name, What(), sweep: null, "FORBIDDEN");
        return ErrorAnswer.WriteAsync(
            Context,
            ApiErrors.Forbidden(
                api.IsReadOnly
                    ? "Nothing can be changed here: this looks at what is stored. sweep run and sweep-coordinator execute sweeps."
                    : $"The token {caller.Name} is a viewer's, and {What()} takes an operator's."
            )
        );
    }

    private AuthenticateResult Authenticate()
    {
        if (!book.IsAsked)
            return Success(new Caller(Caller.Local, api.LocalRole, null, null));
        if (Request.Headers.Authorization.ToString() is { Length: > 0 } header)
        {
            return !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                    ? AuthenticateResult.Fail("The header Authorization: expected 'Bearer ' and a token.")
                : book.Find(header[Bearer.Length..].Trim()) is { } token
                    ? Success(new Caller(token.Name, Most(token.Role), token.Hash, null))
                : AuthenticateResult.Fail(
                    "The token is not known here: it may have been revoked, or be another coordinator's. sweep-coordinator token list names those that are."
                );
        }

        if (SessionCookie.Read(Context) is not { } cookie)
            return AuthenticateResult.NoResult();
        if (sessions.Find(cookie) is not { } session || book.FindHash(session.TokenHash) is not { } owner)
            return AuthenticateResult.Fail("The session has ended: log in again.");
        if (
            !HttpMethods.IsGet(Request.Method)
            && !HttpMethods.IsHead(Request.Method)
            && !Sessions.IsCsrf(session, Request.Headers[CsrfHeader].ToString())
        )
        {
            _isForgery = true;
            return AuthenticateResult.Fail($"The header {CsrfHeader} is missing or not the session's: GET /v1/session tells it.");
        }

        return Success(new Caller(owner.Name, Most(owner.Role), owner.Hash, session.Csrf));
    }

    private static AuthenticateResult Success(Caller caller) =>
        AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(), Permissions.Scheme));

    private Role Most(Role role) => api.IsReadOnly ? Role.Viewer : role;

    private string What() =>
        Context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.FullName ?? $"{Request.Method} {Request.Path.Value}";
}

using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Coordinator.Api.Security;

/// <summary>A browser that has shown a token.</summary>
/// <param name="TokenHash">Of the token; when it is revoked the session ends too.</param>
/// <param name="Csrf">What a page sends beside the cookie; another site's page can make a browser send the cookie, but not this.</param>
internal sealed record Session(string TokenHash, string Csrf, DateTimeOffset Expires);

/// <summary>
/// Who is logged in on the page. Kept in memory alone, so that a coordinator that starts again asks anew. Safe for concurrent use.
/// </summary>
internal sealed class Sessions(TimeProvider time)
{
    /// <summary>A working day.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private const int Most = 1000;
    private const int SecretBytes = 32;

    /// <summary>By hash of the cookie, so that nothing in a dump of memory is one.</summary>
    private readonly ConcurrentDictionary<string, Session> _sessions = new();

    /// <summary>Returns the cookie's value.</summary>
    public (string Cookie, Session Session) Begin(AccessToken token)
    {
        var now = time.GetUtcNow();
        foreach (var (key, old) in _sessions)
        {
            if (old.Expires <= now)
                _sessions.TryRemove(key, out _);
        }

        while (_sessions.Count >= Most && _sessions.MinBy(entry => entry.Value.Expires) is { Key: { } oldest })
            _sessions.TryRemove(oldest, out _);

        var cookie = NewSecret();
        var session = new Session(token.Hash, NewSecret(), now + Lifetime);
        _sessions[AccessToken.HashOf(cookie)] = session;
        return (cookie, session);
    }

    public Session? Find(string cookie) =>
        _sessions.TryGetValue(AccessToken.HashOf(cookie), out var session) && session.Expires > time.GetUtcNow() ? session : null;

    public void End(string cookie) => _sessions.TryRemove(AccessToken.HashOf(cookie), out _);

    /// <summary>Takes as long whatever the text.</summary>
    public static bool IsCsrf(Session session, string text) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.Csrf), Encoding.UTF8.GetBytes(text));

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
}

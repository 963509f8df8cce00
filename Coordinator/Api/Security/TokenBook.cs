using Microsoft.Extensions.Logging;
using Sweep.Coordinator.Home;

namespace Sweep.Coordinator.Api.Security;

/// <summary>
/// The tokens of a home as a coordinator knows them: what is added or revoked while it runs counts from the next request on. While the
/// file is damaged nobody is let in. Safe for concurrent use.
/// </summary>
internal sealed class TokenBook(SweepHome home, ILogger<TokenBook> log)
{
    private readonly TokenFile _file = new(home);
    private readonly Lock _reading = new();
    private volatile Page _page = new(default, 0, null);

    /// <summary>
    /// Whether a token is asked for: from the first one that is made, and also when the last one is revoked. Only a file that is gone
    /// opens the door again.
    /// </summary>
    public bool IsAsked => Read().Tokens is not null;

    /// <param name="text">As its owner sends it.</param>
    public AccessToken? Find(string text) => FindHash(AccessToken.HashOf(text));

    public AccessToken? FindHash(string hash) => Read().Tokens?.GetValueOrDefault(hash);

    private Page Read()
    {
        var file = new FileInfo(_file.Path);
        var (written, length) = file.Exists ? (file.LastWriteTimeUtc, file.Length) : (default, -1);
        var page = _page;
        if (page.Written == written && page.Length == length)
            return page;
        lock (_reading)
        {
            if (_page.Written != written || _page.Length != length)
                _page = new Page(written, length, ReadFile());
            return _page;
        }
    }

    private Dictionary<string, AccessToken>? ReadFile()
    {
        try
        {
            return _file.Read()?.ToDictionary(token => token.Hash);
        }
        catch (HomeException damage)
        {
            log.LogError("Nobody is let in: {Problem}", damage.Message);
            return [];
        }
    }

    /// <param name="Length">-1 when there is no file; 0 before it was looked for.</param>
    /// <param name="Tokens">By hash.</param>
    private sealed record Page(DateTime Written, long Length, Dictionary<string, AccessToken>? Tokens);
}

using Microsoft.Extensions.Logging;
using Sweep.Contracts.Files;
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
    private volatile Page _page = new(null, null);

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
        var stamp = FileStamp.Of(_file.Path);
        var page = _page;
        if (page.Stamp == stamp)
            return page;
        lock (_reading)
        {
            if (_page.Stamp != stamp)
                _page = new Page(stamp, ReadFile());
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
            log.NobodyLetIn(damage.Message);
            return [];
        }
    }

    /// <param name="Stamp">Null before the file was looked for.</param>
    /// <param name="Tokens">By hash.</param>
    private sealed record Page(FileStamp? Stamp, Dictionary<string, AccessToken>? Tokens);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Contracts.Files;
using Sweep.Contracts.Spec.Values;
using Sweep.Coordinator.Home;

namespace Sweep.Coordinator.Api.Security;

/// <summary>
/// The tokens of a home, in a file that only its owner can read; or, for a coordinator, in one that somebody else keeps. It is replaced as a whole, so that a coordinator that runs reads the
/// one from before or the one from after.
/// </summary>
public sealed class TokenFile(SweepHome home)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public string Path { get; } = home.Tokens;

    /// <summary>Null when there is no such file in the home: no token was ever made here.</summary>
    /// <exception cref="HomeException">It cannot be read, or is damaged.</exception>
    public IReadOnlyList<AccessToken>? Read()
    {
        try
        {
            var tokens = JsonSerializer.Deserialize<List<AccessToken>>(File.ReadAllBytes(Path), _json);
            return tokens is not null && tokens.TrueForAll(IsSound) && tokens.DistinctBy(token => token.Name).Count() == tokens.Count
                ? tokens
                : throw new HomeException(
                    $"{Path} is damaged: it holds what is no token. Put a copy back, or delete it and make the tokens anew."
                );
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return home.TokensElsewhere is null ? null : [];
        }
        catch (JsonException error)
        {
            throw new HomeException($"{Path} is damaged ({error.Message}). Put a copy back, or delete it and make the tokens anew.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HomeException($"{Path} cannot be read: {error.Message}");
        }
    }

    /// <summary>Replaces the tokens by what is made of them; of two processes that do, one waits for the other.</summary>
    /// <exception cref="HomeException">The file cannot be read or written.</exception>
    public void Change(Func<IReadOnlyList<AccessToken>, IReadOnlyList<AccessToken>> change)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            using var turn = TakeTurn();
            var tokens = change(Read() ?? []);
            WholeFile.Write(Path, JsonSerializer.SerializeToUtf8Bytes(tokens, _json), isPrivate: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HomeException($"{Path} cannot be written: {error.Message}");
        }
    }

    private static bool IsSound(AccessToken token) =>
        new SweepName().TryParse(token.Name, out _)
        && token.Hash.Length == 64
        && token.Hash.All(char.IsAsciiHexDigitLower)
        && Enum.IsDefined(token.Role);

    private FileStream TakeTurn()
    {
        // The other has little to do, and frees it also when it is ended. This only bounds the wait for one that hangs.
        const int mostTries = 6000;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (HomeLock.IsHeld(error) && tries < mostTries)
            {
                Task.Delay(10).Wait();
            }
        }
    }
}

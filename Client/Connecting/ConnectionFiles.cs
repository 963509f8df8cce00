using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sweep.Client.Errors;
using Sweep.Contracts;

namespace Sweep.Client.Connecting;

/// <summary>Files that a connection is made from.</summary>
public static class ConnectionFiles
{
    /// <summary>Bytes; a token is a line.</summary>
    private const int MaxTokenLength = 4096;

    /// <param name="origin">What named the file.</param>
    /// <exception cref="BadInputException">It cannot be read, or holds no token.</exception>
    public static BearerToken ReadToken(string file, string origin)
    {
        var text = Read(file, origin, path => new FileInfo(path).Length > MaxTokenLength ? "" : File.ReadAllText(path));
        return ParseToken(text, $"{origin} {file}");
    }

    /// <exception cref="BadInputException">It is no token.</exception>
    public static BearerToken ParseToken(string text, string origin)
    {
        var token = text.Trim();
        return token.Length > 0 && token.All(letter => letter is > ' ' and < '\x7f')
            ? new BearerToken(new Secret(token), origin)
            : throw new BadInputException($"{origin}: expected one line with a token, as sweep-coordinator token add writes it.");
    }

    /// <exception cref="BadInputException">It cannot be read, or holds no certificate.</exception>
    public static X509Certificate2Collection ReadAuthorities(string file, string origin)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Read(file, origin, File.ReadAllText));
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        return authorities.Count > 0
            ? authorities
            : throw new BadInputException($"{origin} {file}: expected a PEM file with the certificates of the authorities to trust.");
    }

    private static string Read(string file, string origin, Func<string, string> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{origin} {file}: cannot be read: {error.Message}");
        }
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Coordinator.Api.Security;

/// <summary>A token as it is kept. What it was made from is shown once and kept nowhere.</summary>
/// <param name="Name">Whose it is, as the audit log names them.</param>
/// <param name="Hash">SHA-256 of its text, in hex. Its text is as hard to guess as a key, so nothing slower is needed.</param>
public sealed record AccessToken(string Name, Role Role, string Hash, DateTimeOffset Created)
{
    private const int Bytes = 32;

    /// <summary>By which programs that look for leaked secrets know one.</summary>
    public const string Prefix = "sweep_";

    /// <summary>The text of a new token: 256 random bits.</summary>
    public static string NewText() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

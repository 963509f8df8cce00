using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sweep.Worker.Data.Sources;

namespace Sweep.Worker.Data;

/// <summary>
/// Tells data from other data of the same name: the SHA-256, shortened to 32 hex digits, over each chosen image's split, name, label
/// and content, in their order. It does not depend on where the files lie, on how they are packed, or on images that are not chosen.
/// </summary>
internal static class DataFingerprint
{
    private const int Digits = 32;

    /// <summary>Part of the names of cached fingerprints: raised when they are made otherwise.</summary>
    private const int Version = 1;

    public static string Of(ImageSources sources, Selection.Selection train, Selection.Selection test, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> label = stackalloc byte[sizeof(int)];
        foreach (var (part, source, selection) in new[] { ("train", sources.Train, train), ("test", sources.Test, test) })
        {
            for (var i = 0; i < selection.Indices.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(Encoding.UTF8.GetBytes($"{part} {source.NameOf(selection.Indices[i])}\n"));
                BinaryPrimitives.WriteInt32LittleEndian(label, selection.Labels[i]);
                hash.AppendData(label);
                source.AddContent(hash, selection.Indices[i]);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }

    /// <summary>What was worked out before under this key, or now. A cache that cannot be read or written is done without.</summary>
    /// <param name="key">Changes when a file does; see <see cref="FolderStamp"/>.</param>
    public static string Known(string cache, string key, Func<string> compute)
    {
        var path = Path.Combine(
            cache,
            $"fingerprint-v{Version}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..Digits]}.txt"
        );
        try
        {
            if (File.ReadAllText(path) is { Length: Digits } known && known.All(char.IsAsciiHexDigitLower))
            {
                return known;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not known, or not to be read.
        }

        var fingerprint = compute();
        try
        {
            Directory.CreateDirectory(cache);
            File.WriteAllText(path, fingerprint);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then it is worked out again the next time.
        }

        return fingerprint;
    }
}

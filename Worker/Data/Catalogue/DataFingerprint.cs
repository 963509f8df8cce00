using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sweep.Worker.Data.Selection;
using Sweep.Worker.Data.Sources;

namespace Sweep.Worker.Data.Catalogue;

/// <summary>
/// Identifies the content of a data set: the SHA-256, shortened to 32 hex digits, over the split, name, label and content of each chosen
/// image, in order. It does not depend on where the files are, on how they are packed, or on images that are not chosen.
/// </summary>
internal static class DataFingerprint
{
    private const int Digits = 32;

    /// <summary>Part of the names of cached fingerprints; increase it when the computation changes.</summary>
    private const int Version = 1;

    public static string Compute(ImageSources sources, ChosenImages train, ChosenImages test, CancellationToken cancellation)
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

    /// <summary>Returns the fingerprint cached under this key, or computes it. A cache that cannot be read or written is ignored.</summary>
    /// <param name="key">A text that changes when a file changes; see <see cref="FolderStamp"/>.</param>
    public static string GetOrCompute(string cache, string key, Func<string> compute)
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
            // The fingerprint is not cached, or the cache cannot be read.
        }

        var fingerprint = compute();
        try
        {
            Directory.CreateDirectory(cache);
            File.WriteAllText(path, fingerprint);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is computed again the next time.
        }

        return fingerprint;
    }
}

using System.Security.Cryptography;

namespace Sweep.Worker.Data.Downloads;

/// <summary>A published digest. Most authors of these data sets publish MD5, which detects damage but not malice.</summary>
public sealed record Checksum(HashAlgorithmName Algorithm, string Hex)
{
    public static Checksum Md5(string hex) => new(HashAlgorithmName.MD5, hex);

    public static Checksum Sha256(string hex) => new(HashAlgorithmName.SHA256, hex);

    /// <summary>A file's SHA-256 in lower-case hex.</summary>
    public static string ComputeSha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>The file's digest by the same algorithm, in lower-case hex.</summary>
    public async Task<string> ComputeAsync(string path, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(Algorithm);
        var buffer = new byte[1 << 20];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0; )
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <exception cref="DataException">The file has another digest.</exception>
    public async Task VerifyAsync(string path, CancellationToken cancellation)
    {
        var found = await ComputeAsync(path, cancellation);
        if (found != Hex)
        {
            throw new DataException(path, 0, $"{Algorithm} {found}, where {Hex} is expected: the file is damaged or a different one.");
        }
    }

    public override string ToString() => $"{Algorithm} {Hex}";
}

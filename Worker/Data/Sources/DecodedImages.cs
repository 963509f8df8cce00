using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using Sweep.Worker.Data.Images;

namespace Sweep.Worker.Data.Sources;

/// <summary>
/// Decodes JPEG files once and keeps them as [count, 3, side, side] bytes in a cache file, which is named after the content it was made
/// from. Changed files therefore lead to another cache file, and several processes may write the same one at once.
/// </summary>
internal sealed class DecodedImages
{
    private readonly ConcurrentDictionary<int, string> _decoded = new();
    private readonly string _root;
    private readonly IReadOnlyList<string> _names;
    private readonly string _cache;
    private readonly Lazy<byte[][]> _digests;

    /// <param name="cancellation">Cancels the computation of <see cref="Digests"/>.</param>
    public DecodedImages(string root, IReadOnlyList<string> names, string cache, CancellationToken cancellation)
    {
        (_root, _names, _cache) = (root, names, cache);
        _digests = new Lazy<byte[][]>(() => Digest(cancellation));
    }

    /// <summary>SHA-256 of each file, in the order of the names.</summary>
    public IReadOnlyList<byte[]> Digests => _digests.Value;

    /// <summary>Fills <paramref name="pixels"/> with the chosen images.</summary>
    public void Read(IReadOnlyList<int> indices, int side, byte[] pixels, CancellationToken cancellation)
    {
        var bytes = ImageSet.Channels * side * side;
        using var file = File.OpenHandle(_decoded.GetOrAdd(side, _ => Ensure(side, cancellation)));
        for (var i = 0; i < indices.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var target = pixels.AsSpan(i * bytes, bytes);
            for (var done = 0; done < bytes; )
            {
                var read = RandomAccess.Read(file, target[done..], ((long)indices[i] * bytes) + done);
                done += read > 0 ? read : throw new IOException("The cache of decoded images was cut short while it was read.");
            }
        }
    }

    private string Ensure(int side, CancellationToken cancellation)
    {
        var path = Path.Combine(_cache, $"jpeg-{side}-v{JpegDecoder.Version}-{ContentDigest()[..32]}.bin");
        var length = (long)_names.Count * ImageSet.Channels * side * side;
        if (!File.Exists(path) || new FileInfo(path).Length != length)
        {
            Decode(path, side, length, cancellation);
        }

        return path;
    }

    private void Decode(string path, int side, long length, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_cache);
        var temporary = Path.Combine(_cache, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, preallocationSize: length))
            {
                ForEach(
                    () => new JpegDecoder(),
                    (decoder, i) =>
                    {
                        var planes = new byte[ImageSet.Channels * side * side];
                        decoder.Decode(FullPath(i), File.ReadAllBytes(FullPath(i)), side, planes);
                        RandomAccess.Write(file, planes, (long)i * planes.Length);
                    },
                    cancellation
                );
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private byte[][] Digest(CancellationToken cancellation)
    {
        var digests = new byte[_names.Count][];
        ForEach(() => Stream.Null, (_, i) => digests[i] = SHA256.HashData(File.ReadAllBytes(FullPath(i))), cancellation);
        return digests;
    }

    private string ContentDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < _names.Count; i++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(_names[i]));
            hash.AppendData(Digests[i]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string FullPath(int index) => Path.Combine(_root, _names[index]);

    // The first broken file is the one reported, by its own exception and not by an aggregate of files decoded in parallel.
    private void ForEach<T>(Func<T> create, Action<T, int> body, CancellationToken cancellation)
        where T : IDisposable
    {
        var failures = new ConcurrentDictionary<int, Exception>();
        var options = new ParallelOptions { CancellationToken = cancellation };
        Parallel.For(
            0,
            _names.Count,
            options,
            create,
            (i, state, local) =>
            {
                try
                {
                    body(local, i);
                }
                catch (Exception exception) when (exception is DataException or IOException or UnauthorizedAccessException)
                {
                    failures[i] = exception;
                    state.Break();
                }

                return local;
            },
            local => local.Dispose()
        );
        if (!failures.IsEmpty)
        {
            ExceptionDispatchInfo.Throw(failures.MinBy(failure => failure.Key).Value);
        }
    }
}

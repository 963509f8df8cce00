using System.Buffers.Binary;
using System.IO.Compression;

namespace Sweep.Tests.Worker.Data.Fixtures;

/// <summary>Writes files in MNIST's IDX format.</summary>
internal static class IdxFixture
{
    public static byte[] Images(int count, int side = 28, Func<int, int, byte>? pixel = null)
    {
        var bytes = new byte[16 + (count * side * side)];
        Header(bytes, 3, count, side, side);
        for (var i = 0; i < count * side * side; i++)
        {
            bytes[16 + i] = pixel?.Invoke(i / (side * side), i % (side * side)) ?? (byte)(i * 7);
        }

        return bytes;
    }

    public static byte[] Labels(params byte[] labels)
    {
        var bytes = new byte[8 + labels.Length];
        Header(bytes, 1, labels.Length);
        labels.CopyTo(bytes, 8);
        return bytes;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    /// <summary>Writes a complete MNIST folder of a few images; image i has label i mod 10.</summary>
    public static void Write(string folder, int train, int test, bool gzip)
    {
        Directory.CreateDirectory(folder);
        foreach (var (part, count) in new[] { ("train", train), ("t10k", test) })
        {
            Save($"{part}-images-idx3-ubyte", Images(count));
            Save($"{part}-labels-idx1-ubyte", Labels([.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]));
        }

        void Save(string name, byte[] bytes) =>
            File.WriteAllBytes(Path.Combine(folder, gzip ? name + ".gz" : name), gzip ? Gzip(bytes) : bytes);
    }

    private static void Header(byte[] bytes, byte dimensions, params int[] sizes)
    {
        bytes[2] = 8;
        bytes[3] = dimensions;
        for (var i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), sizes[i]);
        }
    }
}

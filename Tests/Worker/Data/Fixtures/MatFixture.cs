using System.IO.Compression;
using System.Text;

namespace Sweep.Tests.Worker.Data.Fixtures;

/// <summary>Writes MATLAB 5 files as MATLAB's <c>save</c> does.</summary>
internal static class MatFixture
{
    private const int UnsignedByteClass = 9;
    private const int UnsignedByte = 2;

    public static byte[] File(params byte[][] elements)
    {
        var header = new byte[128];
        Array.Fill(header, (byte)' ', 0, 124);
        Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file").CopyTo(header, 0);
        header[125] = 1;
        header[126] = (byte)'I';
        header[127] = (byte)'M';
        return [.. header, .. elements.SelectMany(element => element)];
    }

    /// <summary>A file with X of 32×32×3×N and y of N×1, both compressed.</summary>
    public static byte[] Svhn(int count, Func<int, byte> pixel, params byte[] labels) =>
        File(
            Compressed(Matrix("X", [32, 32, 3, count], [.. Enumerable.Range(0, 3072 * count).Select(pixel)])),
            Compressed(Matrix("y", [labels.Length, 1], labels))
        );

    public static byte[] Matrix(string name, int[] dimensions, byte[] data, int type = UnsignedByte, int @class = UnsignedByteClass)
    {
        byte[] body =
        [
            .. Element(6, [(byte)@class, 0, 0, 0, 0, 0, 0, 0]),
            .. Element(5, [.. dimensions.SelectMany(BitConverter.GetBytes)]),
            .. Element(1, Encoding.ASCII.GetBytes(name)),
            .. Element(type, data),
        ];
        return [.. BitConverter.GetBytes(14), .. BitConverter.GetBytes(body.Length), .. body];
    }

    public static byte[] Compressed(byte[] element)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Fastest))
        {
            zlib.Write(element);
        }

        var packed = target.ToArray();
        return [.. BitConverter.GetBytes(15), .. BitConverter.GetBytes(packed.Length), .. packed];
    }

    // Up to four bytes are stored in the tag.
    private static byte[] Element(int type, byte[] data) =>
        data.Length <= 4
            ? [.. BitConverter.GetBytes((short)type), .. BitConverter.GetBytes((short)data.Length), .. data, .. new byte[4 - data.Length]]
            : [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];
}

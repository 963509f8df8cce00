using System.Buffers.Binary;

namespace Sweep.Worker.Data.Formats;

/// <summary>
/// Reads MNIST's IDX format, plain or gzipped: two zero bytes, the element type (8 is unsigned byte), the number of dimensions, each
/// dimension as a big-endian 32-bit count, then the elements.
/// </summary>
internal static class IdxFile
{
    // About ten times EMNIST, the largest data set in this format.
    private const int MaximumItems = 10_000_000;

    /// <summary>Reads images as bytes, [count, side, side].</summary>
    public static byte[] ReadImages(string path, int side)
    {
        using var reader = BoundedReader.Open(path);
        var count = ReadHeader(reader, dimensions: 3);
        for (var axis = 0; axis < 2; axis++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(reader.Read(4));
            if (size != side)
            {
                throw reader.Refuse(8 + (4 * axis), $"an image side of {size}, where {side} is expected.");
            }
        }

        return reader.ReadAll((long)count * side * side);
    }

    /// <summary>Reads labels, [count].</summary>
    public static int[] ReadLabels(string path, int classes)
    {
        using var reader = BoundedReader.Open(path);
        var bytes = reader.ReadAll(ReadHeader(reader, dimensions: 1));
        var bad = Array.FindIndex(bytes, label => label >= classes);
        return bad < 0
            ? Array.ConvertAll(bytes, label => (int)label)
            : throw reader.Refuse(8 + bad, $"label {bytes[bad]}, but there are {classes} classes.");
    }

    private static int ReadHeader(BoundedReader reader, byte dimensions)
    {
        var magic = BinaryPrimitives.ReadUInt32BigEndian(reader.Read(4));
        if (magic != (0x0800u | dimensions))
        {
            throw reader.Refuse(
                0,
                $"magic number 0x{magic:x8}, where an IDX file of {dimensions}-dimensional bytes has 0x{0x0800 | dimensions:x8}."
            );
        }

        var count = BinaryPrimitives.ReadUInt32BigEndian(reader.Read(4));
        return count is > 0 and <= MaximumItems
            ? (int)count
            : throw reader.Refuse(4, $"a count of {count}, where 1 to {MaximumItems} are accepted.");
    }
}

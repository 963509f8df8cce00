using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.MemoryMappedFiles;

namespace Sweep.Worker.Data.Formats;

/// <summary>
/// Reads MATLAB's format 5 as far as SVHN needs it: little-endian numeric arrays, plain or zlib-compressed. After a header of 128 bytes
/// come elements, each with a type and a size of four bytes and its data, padded to eight bytes ("MAT-File Format", MathWorks).
/// </summary>
internal static class MatFile
{
    private const int HeaderBytes = 128;
    private const uint Compressed = 15;
    private const uint Matrix = 14;

    // SVHN's files have two elements.
    private const int MaximumElements = 64;

    /// <summary>Reads the arrays of these names and skips all others.</summary>
    public static Dictionary<string, MatArray> Read(string path, IReadOnlyCollection<string> names)
    {
        var length = new FileInfo(path).Length;
        if (length < HeaderBytes)
        {
            throw new DataException(path, length, $"the header of a MATLAB 5 file has {HeaderBytes} bytes.");
        }

        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        CheckHeader(path, ReadBytes(file, 0, HeaderBytes));
        var arrays = new Dictionary<string, MatArray>();
        var at = (long)HeaderBytes;
        for (var element = 0; at < length && arrays.Count < names.Count; element++)
        {
            if (length - at < 8 || element == MaximumElements)
            {
                throw new DataException(
                    path,
                    at,
                    element == MaximumElements ? $"more than {MaximumElements} elements." : "the file ends within an element's tag."
                );
            }

            var tag = ReadBytes(file, at, 8);
            var (type, size) = (BinaryPrimitives.ReadUInt32LittleEndian(tag), BinaryPrimitives.ReadUInt32LittleEndian(tag.AsSpan(4)));
            if (type is not (Compressed or Matrix) || size == 0 || size > length - at - 8)
            {
                throw new DataException(
                    path,
                    at,
                    $"an element of type {type} and {size} bytes, where {length - at - 8} are left and only arrays (type 14 or 15) are known."
                );
            }

            ReadElement(
                path,
                file,
                at,
                type == Compressed ? at + 8 : at,
                type == Compressed ? size : size + 8,
                type == Compressed,
                names,
                arrays
            );
            at += 8 + size;
        }

        return names.FirstOrDefault(name => !arrays.ContainsKey(name)) is not { } missing
            ? arrays
            : throw new DataException(path, length, $"there is no array '{missing}'.");
    }

    private static void CheckHeader(string path, byte[] header)
    {
        if (!header.AsSpan(126, 2).SequenceEqual("IM"u8) || BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(124)) != 0x0100)
        {
            throw new DataException(path, 124, "not a little-endian MATLAB 5 file: version 0x0100 and 'IM' are expected here.");
        }
    }

    private static void ReadElement(
        string path,
        MemoryMappedFile file,
        long at,
        long start,
        long size,
        bool compressed,
        IReadOnlyCollection<string> names,
        Dictionary<string, MatArray> arrays
    )
    {
        var view = file.CreateViewStream(start, size, MemoryMappedFileAccess.Read);
        using var reader = new BoundedReader(
            $"{path} (element at byte {at})",
            compressed ? new ZLibStream(view, CompressionMode.Decompress) : view,
            compressed ? size : null
        );
        var matrix = new MatMatrixReader(reader);
        var name = matrix.ReadStart();
        if (!names.Contains(name))
        {
            return;
        }

        if (!arrays.TryAdd(name, matrix.ReadArray()))
        {
            throw new DataException(path, at, $"a second array '{name}'.");
        }
    }

    private static byte[] ReadBytes(MemoryMappedFile file, long offset, int count)
    {
        using var view = file.CreateViewStream(offset, count, MemoryMappedFileAccess.Read);
        var bytes = new byte[count];
        view.ReadExactly(bytes);
        return bytes;
    }
}

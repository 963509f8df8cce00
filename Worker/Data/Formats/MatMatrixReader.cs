using System.Buffers.Binary;
using System.Text;

namespace Sweep.Worker.Data.Formats;

/// <summary>Reads one matrix element: array flags, dimensions, name, then the numbers.</summary>
internal sealed class MatMatrixReader(BoundedReader reader)
{
    private const uint Matrix = 14;
    private const int UnsignedInts = 6;
    private const int Ints = 5;
    private const int Chars = 1;

    // Classes 6 (double) to 15 (uint64) are numeric. Lower ones are cells, structures, objects, text and sparse arrays.
    private const int FirstNumericClass = 6;
    private const int ComplexFlag = 0x08;
    private const int MaximumDimensions = 8;
    private const int MaximumName = 64;
    private int[] _dimensions = [];
    private bool _numeric;

    /// <returns>The array's name.</returns>
    public string ReadStart()
    {
        var type = ReadUInt32();
        var size = ReadUInt32();
        if (type != Matrix)
        {
            throw reader.Refuse(0, $"an element of type {type} and {size} bytes, where an array (type {Matrix}) is expected.");
        }

        var flags = ReadSmall(UnsignedInts, 8);
        _numeric = flags.Length == 8 && flags[0] >= FirstNumericClass && (flags[1] & ComplexFlag) == 0;
        _dimensions = Dimensions(ReadSmall(Ints, 4 * MaximumDimensions));
        return Encoding.ASCII.GetString(ReadSmall(Chars, MaximumName));
    }

    public MatArray ReadArray()
    {
        var at = reader.Position;
        if (!_numeric)
        {
            throw reader.Refuse(at, "the array does not hold real numbers.");
        }

        var (type, size) = ReadTag(out var inTag);
        var width = WidthOf(type);
        var count = _dimensions.Aggregate(1L, (product, dimension) => checked(product * dimension));
        if (width == 0 || size != count * width)
        {
            throw reader.Refuse(at, $"{size} bytes of type {type} do not hold the {string.Join("×", _dimensions)} numbers of the array.");
        }

        var offset = reader.Position - (inTag is null ? 0 : 4);
        var elements = inTag ?? reader.Read(size);
        reader.ExpectEnd(padding: 7);
        return new MatArray(_dimensions, type, elements, reader.Name, offset);
    }

    /// <summary>Bytes of one number; zero for types that are not numeric.</summary>
    public static int WidthOf(int type) =>
        type switch
        {
            1 or 2 => 1,
            3 or 4 => 2,
            5 or 6 or 7 => 4,
            9 or 12 or 13 => 8,
            _ => 0,
        };

    private int[] Dimensions(byte[] bytes)
    {
        var dimensions = Enumerable
            .Range(0, bytes.Length / 4)
            .Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * i)))
            .ToArray();

        // A product of eight factors of up to 2^31 each could overflow an integer, so it is computed in floating point and limited to 2^40.
        var product = dimensions.Aggregate(1.0, (all, dimension) => all * dimension);
        return dimensions.Length >= 2 && dimensions.All(dimension => dimension >= 0) && product < 1L << 40
            ? dimensions
            : throw reader.Refuse(reader.Position - bytes.Length, $"dimensions {string.Join("×", dimensions)} are not those of an array.");
    }

    private byte[] ReadSmall(int expected, int maximum)
    {
        var at = reader.Position;
        var (type, size) = ReadTag(out var inTag);
        if (type != expected || size > maximum)
        {
            throw reader.Refuse(at, $"{size} bytes of type {type}, where at most {maximum} of type {expected} are expected.");
        }

        if (inTag is not null)
        {
            return inTag;
        }

        var bytes = reader.Read(size);
        reader.Read((8 - (size % 8)) % 8);
        return bytes;
    }

    // Up to four bytes may be packed into the tag itself. Then the upper half of its first word is the size, the lower half the type.
    private (int Type, long Size) ReadTag(out byte[]? inTag)
    {
        var first = ReadUInt32();
        inTag = null;
        if (first >> 16 == 0)
        {
            return ((int)first, ReadUInt32());
        }

        var size = (int)(first >> 16);
        if (size > 4)
        {
            throw reader.Refuse(reader.Position - 4, $"a packed element of {size} bytes, where 4 fit.");
        }

        inTag = reader.Read(4)[..size];
        return ((int)(first & 0xffff), size);
    }

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(reader.Read(4));
}

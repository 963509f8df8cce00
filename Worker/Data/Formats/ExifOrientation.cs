using System.Buffers.Binary;

namespace Sweep.Worker.Data.Formats;

/// <summary>How a camera was held: what it noted must be undone for the picture to stand upright. (CIPA DC-008, tag 0x0112.)</summary>
internal static class ExifOrientation
{
    public const int Upright = 1;

    private const int Tag = 0x0112;
    private const int EntryBytes = 12;

    /// <param name="segment">Of marker APP1, from its length on.</param>
    /// <returns>1 to 8; 1 when it says nothing that can be understood.</returns>
    public static int Read(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 22 || !segment[2..8].SequenceEqual("Exif\0\0"u8))
            return Upright;
        var tiff = segment[8..];
        var isLittle = tiff[..2].SequenceEqual("II"u8);
        if (!isLittle && !tiff[..2].SequenceEqual("MM"u8))
            return Upright;
        var start = Whole(tiff[4..], isLittle);
        if (start < 8 || start > tiff.Length - 2)
            return Upright;
        var directory = tiff[(int)start..];
        var count = Half(directory, isLittle);
        for (var entry = 0; entry < count && 2 + ((entry + 1) * EntryBytes) <= directory.Length; entry++)
        {
            var at = directory[(2 + (entry * EntryBytes))..];
            if (Half(at, isLittle) == Tag && Half(at[8..], isLittle) is >= 1 and <= 8 and var orientation)
                return orientation;
        }

        return Upright;
    }

    /// <summary>Whether width and height change places.</summary>
    public static bool Turns(int orientation) => orientation >= 5;

    /// <summary>Undoes it.</summary>
    /// <param name="from">[height, width, 3]</param>
    /// <param name="to">As long; [width, height, 3] where it <see cref="Turns"/>, else as before.</param>
    public static void Undo(int orientation, ReadOnlySpan<byte> from, int width, int height, Span<byte> to)
    {
        var (rows, columns) = Turns(orientation) ? (width, height) : (height, width);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (y, x) = orientation switch
                {
                    2 => (row, width - 1 - column),
                    3 => (height - 1 - row, width - 1 - column),
                    4 => (height - 1 - row, column),
                    5 => (column, row),
                    6 => (height - 1 - column, row),
                    7 => (height - 1 - column, width - 1 - row),
                    8 => (column, width - 1 - row),
                    _ => (row, column),
                };
                from.Slice(3 * ((y * width) + x), 3).CopyTo(to[(3 * ((row * columns) + column))..]);
            }
        }
    }

    private static int Half(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Whole(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}

using System.Buffers.Binary;

namespace Sweep.Worker.Data.Formats;

/// <summary>The orientation that a camera noted; it must be undone for the picture to be upright (CIPA DC-008, tag 0x0112).</summary>
internal static class ExifOrientation
{
    public const int Upright = 1;

    private const int Tag = 0x0112;
    private const int EntryBytes = 12;

    /// <param name="segment">The segment of marker APP1, beginning with its length.</param>
    /// <returns>1 to 8; 1 when the segment holds no orientation that is understood.</returns>
    public static int Read(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 22 || !segment[2..8].SequenceEqual("Exif\0\0"u8))
            return Upright;
        var tiff = segment[8..];
        var isLittle = tiff[..2].SequenceEqual("II"u8);
        if (!isLittle && !tiff[..2].SequenceEqual("MM"u8))
            return Upright;
        var start = ReadUInt32(tiff[4..], isLittle);
        if (start < 8 || start > tiff.Length - 2)
            return Upright;
        var directory = tiff[(int)start..];
        var count = ReadUInt16(directory, isLittle);
        for (var entry = 0; entry < count && 2 + ((entry + 1) * EntryBytes) <= directory.Length; entry++)
        {
            var at = directory[(2 + (entry * EntryBytes))..];
            if (ReadUInt16(at, isLittle) == Tag && ReadUInt16(at[8..], isLittle) is >= 1 and <= 8 and var orientation)
                return orientation;
        }

        return Upright;
    }

    /// <summary>True when the orientation swaps width and height.</summary>
    public static bool SwapsSides(int orientation) => orientation >= 5;

    /// <summary>Undoes the orientation.</summary>
    /// <param name="from">[height, width, 3]</param>
    /// <param name="to">As long; [width, height, 3] when the orientation <see cref="SwapsSides"/>, else [height, width, 3].</param>
    public static void Undo(int orientation, ReadOnlySpan<byte> from, int width, int height, Span<byte> to)
    {
        var (rows, columns) = SwapsSides(orientation) ? (width, height) : (height, width);
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

    private static int ReadUInt16(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}

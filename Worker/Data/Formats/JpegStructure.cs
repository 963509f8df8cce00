using System.Buffers.Binary;

namespace Sweep.Worker.Data.Formats;

/// <summary>
/// Walks through a JPEG file's segments up to its image data without decoding. It refuses files of other formats, truncated files and files
/// too large to decode, and gives the place of the problem (ITU-T T.81, annex B).
/// </summary>
internal static class JpegStructure
{
    private const int MaximumSide = 16_384;
    private const long MaximumPixels = 64 << 20;
    private const byte StartOfImage = 0xd8;
    private const byte EndOfImage = 0xd9;
    private const byte StartOfScan = 0xda;
    private const byte Application1 = 0xe1;

    /// <returns>The stored width and height in pixels, and the <see cref="ExifOrientation"/>.</returns>
    public static (int Width, int Height, int Orientation) Check(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes[0] != 0xff || bytes[1] != StartOfImage)
        {
            throw new DataException(path, 0, "not a JPEG file: it does not start with ff d8.");
        }

        (int Width, int Height)? size = null;
        var orientation = ExifOrientation.Upright;
        for (var at = 2; ; )
        {
            var marker = ReadMarker(path, bytes, ref at);
            if (marker is 0x01 or >= 0xd0 and <= 0xd7)
            {
                continue;
            }

            var length = at + 2 <= bytes.Length ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : 0;
            if (length < 2 || at + length > bytes.Length || marker is StartOfImage or EndOfImage)
            {
                throw new DataException(path, at, $"the segment of marker ff {marker:x2} does not fit in the file's {bytes.Length} bytes.");
            }

            if (marker == StartOfScan)
            {
                CheckEnd(path, bytes[at..], at);
                return size is { } known
                    ? (known.Width, known.Height, orientation)
                    : throw new DataException(path, at, "the image data come before the frame that gives their size.");
            }

            if (marker == Application1 && orientation == ExifOrientation.Upright)
            {
                orientation = ExifOrientation.Read(bytes.Slice(at, length));
            }

            if (IsFrame(marker))
            {
                size = ReadSize(path, bytes.Slice(at, length), at);
            }

            at += length;
        }
    }

    private static byte ReadMarker(string path, ReadOnlySpan<byte> bytes, ref int at)
    {
        var start = at;
        while (at < bytes.Length && bytes[at] == 0xff)
        {
            at++;
        }

        return at > start && at < bytes.Length
            ? bytes[at++]
            : throw new DataException(
                path,
                start,
                at >= bytes.Length ? "the file ends before its image data." : "a marker (ff) is expected here."
            );
    }

    // Frame markers are c0 to cf, except those for Huffman tables, arithmetic coding tables and the reserved one.
    private static bool IsFrame(byte marker) => marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    private static (int Width, int Height) ReadSize(string path, ReadOnlySpan<byte> segment, int at)
    {
        if (segment.Length < 8)
        {
            throw new DataException(path, at, "the frame is too short to give a size.");
        }

        // One component is grey and three are colour. Four are meant for print, and libjpeg does not convert these to RGB.
        if (segment[7] is not (1 or 3))
        {
            throw new DataException(
                path,
                at + 7,
                $"a JPEG file of {segment[7]} components, as for print (CMYK), which is not read here. Convert it to RGB."
            );
        }

        var height = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(segment[5..]);
        return width is > 0 and <= MaximumSide && height is > 0 and <= MaximumSide && (long)width * height <= MaximumPixels
            ? (width, height)
            : throw new DataException(
                path,
                at + 3,
                $"an image of {width}×{height} pixels: sides of 1 to {MaximumSide} and at most {MaximumPixels} pixels are accepted."
            );
    }

    private static void CheckEnd(string path, ReadOnlySpan<byte> scan, int at)
    {
        if (scan.LastIndexOf([(byte)0xff, EndOfImage]) < 0)
        {
            throw new DataException(path, at + scan.Length, "the file ends within its image data: there is no end marker (ff d9).");
        }
    }
}

using System.Buffers.Binary;
using Sweep.Worker.Data.Formats;

namespace Sweep.Worker.Data.Sources;

/// <summary>
/// Reads SVHN's cropped digits: <c>X</c> has 32×32×3×N unsigned bytes in column-major order, so every plane is stored column by column, and
/// <c>y</c> has N labels, 1…9 and 10 for the digit 0.
/// </summary>
internal sealed class SvhnSource(byte[] images, int[] labels) : RecordSource(labels, Side)
{
    private const int Side = 32;
    private const int Plane = Side * Side;
    private const int UnsignedByte = 2;

    public static SvhnSource Read(string path)
    {
        var arrays = MatFile.Read(path, ["X", "y"]);
        var images = arrays["X"];

        // MATLAB omits a last dimension of one.
        var count = images.Dimensions.Count == 3 ? 1 : images.Dimensions[^1];
        if (
            images.Type != UnsignedByte
            || images.Dimensions.Count > 4
            || count == 0
            || !images.Dimensions.Take(3).SequenceEqual([Side, Side, ImageSet.Channels])
        )
        {
            throw new DataException(
                images.Place,
                0,
                $"X is {string.Join("×", images.Dimensions)} of type {images.Type}, where {Side}×{Side}×3×N of type {UnsignedByte} is expected."
            );
        }

        return new SvhnSource(images.Elements, ReadLabels(arrays["y"], count));
    }

    protected override void CopyPlanes(int index, Span<byte> planes)
    {
        var image = images.AsSpan(index * ImageSet.Channels * Plane, ImageSet.Channels * Plane);
        for (var start = 0; start < image.Length; start += Plane)
        {
            for (var i = 0; i < Plane; i++)
            {
                planes[start + i] = image[start + (i % Side * Side) + (i / Side)];
            }
        }
    }

    private static int[] ReadLabels(MatArray array, int count)
    {
        var width = MatMatrixReader.WidthOf(array.Type);
        if (array.Elements.Length != count * width || array.Dimensions.Max() != count)
        {
            throw new DataException(array.Place, 0, $"y is {string.Join("×", array.Dimensions)}, but X has {count} images.");
        }

        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            var label = Number(array.Type, array.Elements.AsSpan(i * width, width));
            labels[i] =
                label is >= 1 and <= 10 && label == (int)label
                    ? (int)label % 10
                    : throw new DataException(
                        array.Place,
                        array.Offset + ((long)i * width),
                        $"label {label} of image {i}: 1 to 10 are expected."
                    );
        }

        return labels;
    }

    private static double Number(int type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            1 => (sbyte)bytes[0],
            2 => bytes[0],
            3 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            5 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            6 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            7 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            9 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            12 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };
}

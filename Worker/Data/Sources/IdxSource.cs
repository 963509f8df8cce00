using Sweep.Worker.Data.Formats;

namespace Sweep.Worker.Data.Sources;

/// <summary>Reads MNIST's grey 28×28 images, repeated to three channels and padded with zeros to 32×32.</summary>
internal sealed class IdxSource(byte[] images, int[] labels) : RecordSource(labels, Side + (2 * Padding))
{
    private const int Side = 28;
    private const int Padding = 2;

    public static IdxSource Read(string imagesPath, string labelsPath, int classes)
    {
        var images = IdxFile.ReadImages(imagesPath, Side);
        var labels = IdxFile.ReadLabels(labelsPath, classes);
        var count = images.Length / (Side * Side);
        return count == labels.Length
            ? new IdxSource(images, labels)
            : throw new DataException(labelsPath, 4, $"{labels.Length} labels, but {imagesPath} has {count} images.");
    }

    protected override void CopyPlanes(int index, Span<byte> planes)
    {
        const int padded = Side + (2 * Padding);
        var plane = planes[..(padded * padded)];
        plane.Clear();
        for (var y = 0; y < Side; y++)
        {
            images.AsSpan((index * Side * Side) + (y * Side), Side).CopyTo(plane[(((y + Padding) * padded) + Padding)..]);
        }

        plane.CopyTo(planes[plane.Length..]);
        plane.CopyTo(planes[(2 * plane.Length)..]);
    }
}

using Sweep.Worker.Data;
using Sweep.Worker.Native;
using static TorchSharp.torch;

namespace Sweep.Worker.Training.Batches;

/// <summary>
/// A set of images as bytes on the device. Each pixel with its three channels is one row of <see cref="Pixels"/>, so a batch is one gather
/// of rows and has the layout that libtorch calls channels-last. With a margin there are black pixels between the images, so a crop across
/// an image's edge only needs another starting pixel. Neighbours share the margin: the margin to the right of a row is the one to the left
/// of the next row, and the margin below an image is the one above the next image.
/// </summary>
public sealed class ResidentImages : IDisposable
{
    private const int ImagesPerCopy = 4096;

    private readonly int _margin;

    /// <param name="margin">Number of pixels by which a crop may extend beyond an image's edge.</param>
    public ResidentImages(ImageSet images, int margin, Device device)
    {
        using var scope = NewDisposeScope();
        _margin = margin;
        (Count, Side, Device) = (images.Count, images.Side, device);
        Pixels = zeros([Head + ((long)Count * Tile), ImageSet.Channels], ScalarType.Byte, device).DetachFromDisposeScope();
        Labels = tensor(Array.ConvertAll(images.Labels, label => (long)label)).to(device).DetachFromDisposeScope();
        Copy(images);
    }

    public int Count { get; }

    /// <summary>Side of an image without its margin, in pixels.</summary>
    public int Side { get; }

    public Device Device { get; }

    /// <summary>Bytes [pixels, 3].</summary>
    public Tensor Pixels { get; }

    /// <summary>int64 [<see cref="Count"/>].</summary>
    public Tensor Labels { get; }

    /// <summary>Pixels from one row of an image to the next.</summary>
    public int RowLength => Side + _margin;

    /// <summary>Pixels from one image to the next.</summary>
    private int Tile => RowLength * RowLength;

    /// <summary>Pixels before the first image: the margin above it, and the margin to the left of its first row.</summary>
    private int Head => (_margin * RowLength) + _margin;

    /// <summary>The row of <see cref="Pixels"/> with the top left pixel of a crop.</summary>
    /// <param name="image">0…<see cref="Count"/>−1.</param>
    /// <param name="right">Pixels by which the crop is moved to the right, −margin…margin.</param>
    /// <param name="down">Pixels by which the crop is moved down, −margin…margin.</param>
    public long Start(int image, int right, int down) => Head + ((long)image * Tile) + (down * RowLength) + right;

    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
    }

    /// <summary>Copies the images from planes to pixels, in parts so that the device holds no second copy of the whole set.</summary>
    private void Copy(ImageSet images)
    {
        var tiles = Pixels
            .narrow(0, Head, (long)Count * Tile)
            .view(Count, RowLength, RowLength, ImageSet.Channels)
            .narrow(1, 0, Side)
            .narrow(2, 0, Side);
        for (var first = 0; first < Count; first += ImagesPerCopy)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(ImagesPerCopy, Count - first);
            var bytes = images.Pixels.AsMemory(first * images.BytesPerImage, count * images.BytesPerImage);
            var planes = Upload.To(tensor(bytes, [count, ImageSet.Channels, Side, Side]), Device);
            tiles.narrow(0, first, count).copy_(planes.permute(0, 2, 3, 1));
        }
    }
}

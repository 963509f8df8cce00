using Sweep.Worker.Data.Formats;

namespace Sweep.Worker.Data.Images;

/// <summary>
/// Decodes a JPEG file to a square planar image: it turns the picture upright, resizes its short side and crops the middle. Grey pictures
/// are repeated to three channels. An instance may be used by one thread only.
/// </summary>
internal sealed class JpegDecoder : IDisposable
{
    /// <summary>Increase it when the same file decodes to other bytes, so that previously decoded images are not reused.</summary>
    public const int Version = 2;

    private const int MaximumBytes = 64 << 20;

    // Some cameras and editors leave bytes between segments, but the picture is complete.
    private const string Harmless = "extraneous bytes before marker";

    private static readonly int[] _divisors = [8, 4, 2];

    private readonly nint _handle = TurboJpeg.CreateDecompressor();
    private byte[] _rgb = [];
    private byte[] _upright = [];
    private byte[] _scratch = [];

    /// <param name="planes">[3, side, side]</param>
    /// <exception cref="DataException">The file is not a JPEG file, is truncated or broken, or exceeds the limits.</exception>
    public void Decode(string path, ReadOnlySpan<byte> jpeg, int side, Span<byte> planes)
    {
        if (jpeg.Length > MaximumBytes)
        {
            throw new DataException(path, MaximumBytes, $"an image of more than {MaximumBytes >> 20} MiB.");
        }

        var claimed = JpegStructure.Check(path, jpeg);
        var problem = TurboJpeg.ReadHeader(_handle, jpeg, out var width, out var height);
        if (problem is not null || (claimed.Width, claimed.Height) != (width, height))
        {
            throw new DataException(
                path,
                0,
                problem ?? $"its frames disagree: {claimed.Width}×{claimed.Height} and {width}×{height} pixels."
            );
        }

        (width, height) = Shrink(width, height, side);
        var rgb = Grow(ref _rgb, 3 * width * height);
        if (TurboJpeg.Decompress(_handle, jpeg, rgb, width, height) is { } broken && !broken.Contains(Harmless, StringComparison.Ordinal))
        {
            throw new DataException(path, jpeg.Length, $"its image data are broken: {broken}");
        }

        if (claimed.Orientation != ExifOrientation.Upright)
        {
            var upright = Grow(ref _upright, 3 * width * height);
            ExifOrientation.Undo(claimed.Orientation, rgb, width, height, upright);
            rgb = upright;
            (width, height) = ExifOrientation.SwapsSides(claimed.Orientation) ? (height, width) : (width, height);
        }

        Fit(rgb, width, height, side, planes);
    }

    public void Dispose() => TurboJpeg.Destroy(_handle);

    // The decoder's own scaling drops frequencies that resizing would drop anyway. It keeps at least twice the wanted pixels.
    private static (int Width, int Height) Shrink(int width, int height, int side)
    {
        var divisor = _divisors.FirstOrDefault(by => Math.Min(width, height) / by >= 2 * side, 1);
        return ((width + divisor - 1) / divisor, (height + divisor - 1) / divisor);
    }

    private void Fit(ReadOnlySpan<byte> rgb, int width, int height, int side, Span<byte> planes)
    {
        var across = Axis(width, Math.Min(width, height), side);
        var down = Axis(height, Math.Min(width, height), side);
        var scratch = Grow(ref _scratch, side * height);
        for (var channel = 0; channel < 3; channel++)
        {
            Resampler.Resize(across, down, rgb[channel..], width, planes.Slice(channel * side * side, side * side), scratch, step: 3);
        }
    }

    private static Resampler Axis(int length, int shorter, int side)
    {
        var scaled = (int)((long)length * side / shorter);
        return new Resampler(length, scaled, (scaled - side) / 2, side);
    }

    private static Span<byte> Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(length);
        }

        return buffer.AsSpan(0, length);
    }
}

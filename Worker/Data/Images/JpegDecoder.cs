using Sweep.Worker.Data.Formats;

namespace Sweep.Worker.Data.Images;

/// <summary>
/// Makes a square planar image of a JPEG file: decoded, set upright, the short side resized, the middle cut out. Grey files are repeated to
/// three channels. For use by one thread.
/// </summary>
internal sealed class JpegDecoder : IDisposable
{
    /// <summary>Changes when the same file makes other bytes, so that images decoded before are not taken for new ones.</summary>
    public const int Version = 2;

    private const int MaximumBytes = 64 << 20;

    // Some cameras and editors leave bytes between segments; the picture is whole.
    private const string Harmless = "extraneous bytes before marker";

    private static readonly int[] _divisors = [8, 4, 2];

    private readonly nint _handle = TurboJpeg.CreateDecompressor();
    private byte[] _rgb = [];
    private byte[] _upright = [];
    private byte[] _scratch = [];

    /// <param name="planes">[3, side, side]</param>
    /// <exception cref="DataException">Not a JPEG file, cut short, broken, or larger than any photograph here.</exception>
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
        var rgb = Room(ref _rgb, 3 * width * height);
        if (TurboJpeg.Decompress(_handle, jpeg, rgb, width, height) is { } broken && !broken.Contains(Harmless, StringComparison.Ordinal))
        {
            throw new DataException(path, jpeg.Length, $"its image data are broken: {broken}");
        }

        if (claimed.Orientation != ExifOrientation.Upright)
        {
            var upright = Room(ref _upright, 3 * width * height);
            ExifOrientation.Undo(claimed.Orientation, rgb, width, height, upright);
            rgb = upright;
            (width, height) = ExifOrientation.Turns(claimed.Orientation) ? (height, width) : (width, height);
        }

        Fit(rgb, width, height, side, planes);
    }

    public void Dispose() => TurboJpeg.Destroy(_handle);

    // The decoder's own scaling drops frequencies that the resize would; it keeps at least twice the pixels wanted.
    private static (int Width, int Height) Shrink(int width, int height, int side)
    {
        var divisor = _divisors.FirstOrDefault(by => Math.Min(width, height) / by >= 2 * side, 1);
        return ((width + divisor - 1) / divisor, (height + divisor - 1) / divisor);
    }

    private void Fit(ReadOnlySpan<byte> rgb, int width, int height, int side, Span<byte> planes)
    {
        var across = Axis(width, Math.Min(width, height), side);
        var down = Axis(height, Math.Min(width, height), side);
        var scratch = Room(ref _scratch, side * height);
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

    private static Span<byte> Room(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(length);
        }

        return buffer.AsSpan(0, length);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using Sweep.Worker.Data.Images;

namespace Sweep.Worker.Data.Sources;

/// <summary>A split whose images all have one native size and are held in memory in the format of the file.</summary>
/// <param name="nativeSide">Side of the images in pixels.</param>
internal abstract class RecordSource(int[] labels, int nativeSide) : IImageSource
{
    public IReadOnlyList<int> Labels { get; } = labels;

    public string NameOf(int index) => index.ToString(CultureInfo.InvariantCulture);

    public void AddContent(IncrementalHash hash, int index)
    {
        Span<byte> planes = stackalloc byte[ImageSet.Channels * nativeSide * nativeSide];
        CopyPlanes(index, planes);
        hash.AppendData(planes);
    }

    /// <summary>Writes image <paramref name="index"/> as [3, native side, native side].</summary>
    protected abstract void CopyPlanes(int index, Span<byte> planes);

    public void Read(IReadOnlyList<int> indices, int side, byte[] pixels, CancellationToken cancellation)
    {
        var bytes = ImageSet.Channels * side * side;
        if (side == nativeSide)
        {
            for (var i = 0; i < indices.Count; i++)
            {
                CopyPlanes(indices[i], pixels.AsSpan(i * bytes, bytes));
            }

            return;
        }

        var resampler = new Resampler(nativeSide, side);
        var options = new ParallelOptions { CancellationToken = cancellation };
        Parallel.For(
            0,
            indices.Count,
            options,
            () => (Native: new byte[ImageSet.Channels * nativeSide * nativeSide], Scratch: new byte[side * nativeSide]),
            (i, _, buffers) =>
            {
                CopyPlanes(indices[i], buffers.Native);
                for (var channel = 0; channel < ImageSet.Channels; channel++)
                {
                    var from = buffers.Native.AsSpan(channel * nativeSide * nativeSide, nativeSide * nativeSide);
                    var to = pixels.AsSpan((i * bytes) + (channel * side * side), side * side);
                    Resampler.Resize(resampler, resampler, from, nativeSide, to, buffers.Scratch);
                }

                return buffers;
            },
            _ => { }
        );
    }
}

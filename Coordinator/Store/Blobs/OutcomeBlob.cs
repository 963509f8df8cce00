using System.IO.Compression;
using Sweep.Contracts.Results;

namespace Sweep.Coordinator.Store.Blobs;

/// <summary>The outcomes of test images, deflated: 10,000 images of a good network take about 700 bytes instead of 2,500.</summary>
internal static class OutcomeBlob
{
    public static byte[] Write(ImageOutcomes outcomes)
    {
        using var to = new MemoryStream();
        using (var deflate = new DeflateStream(to, CompressionLevel.Optimal))
            deflate.Write(outcomes.ToBytes());
        return to.ToArray();
    }

    public static ImageOutcomes Read(ReadOnlySpan<byte> blob)
    {
        using var from = new DeflateStream(new MemoryStream(blob.ToArray()), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        from.CopyTo(bytes);
        return ImageOutcomes.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }
}

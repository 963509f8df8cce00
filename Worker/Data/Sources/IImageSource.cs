using System.Security.Cryptography;

namespace Sweep.Worker.Data.Sources;

/// <summary>One split of a data set on disk: labels are at hand, pixels are made for the chosen images alone.</summary>
internal interface IImageSource
{
    /// <summary>Original labels, one for each image.</summary>
    IReadOnlyList<int> Labels { get; }

    /// <summary>What tells the image from all others of the split, wherever the data lie: a record number or a relative path.</summary>
    string NameOf(int index);

    /// <summary>Adds what the image is made of, as it lies on disk: the same for every size that it is brought to.</summary>
    void AddContent(IncrementalHash hash, int index);

    /// <summary>Fills <paramref name="pixels"/>, [indices, 3, side, side].</summary>
    void Read(IReadOnlyList<int> indices, int side, byte[] pixels, CancellationToken cancellation);
}

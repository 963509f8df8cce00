using System.Security.Cryptography;

namespace Sweep.Worker.Data.Sources;

/// <summary>One split of a data set on disk. The labels are loaded; pixels are read only for the chosen images.</summary>
internal interface IImageSource
{
    /// <summary>The original label of each image.</summary>
    IReadOnlyList<int> Labels { get; }

    /// <summary>A name that is unique in the split and does not depend on where the data are: a record number or a relative path.</summary>
    string NameOf(int index);

    /// <summary>Adds the image's content as it is on disk, which does not depend on the size it is resized to.</summary>
    void AddContent(IncrementalHash hash, int index);

    /// <summary>Fills <paramref name="pixels"/> with the images of these indices, [indices, 3, side, side].</summary>
    void Read(IReadOnlyList<int> indices, int side, byte[] pixels, CancellationToken cancellation);
}

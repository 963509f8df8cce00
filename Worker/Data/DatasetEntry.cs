using Sweep.Contracts.Files;
using Sweep.Worker.Data.Downloads;
using Sweep.Worker.Data.Sources;

namespace Sweep.Worker.Data;

/// <summary>What the product knows of a data set before it has it.</summary>
public sealed record DatasetEntry
{
    /// <summary>As the spec writes it.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Terms of use in a sentence, shown when it is downloaded.</summary>
    public required string Licence { get; init; }

    /// <summary>The folder it lies in, inside a data folder; more than one where other programs have their own custom. Downloads go to the first.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>Files and folders without which it is not there; alternatives for one are separated by <c>|</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public required int Classes { get; init; }

    /// <summary>Images of the whole published set; with the default split where it has none of its own.</summary>
    public required (int Train, int Test) Counts { get; init; }

    /// <summary>False where the published set is one heap of images and the split is drawn.</summary>
    public bool HasOwnSplit { get; init; } = true;

    public required IReadOnlyList<RemoteFile> Downloads { get; init; }

    /// <summary>The folder inside the archive that becomes the data set's own; null when the files lie at its top.</summary>
    public string? ArchiveRoot { get; init; }

    /// <summary>Checksums of files as they may lie in the folder, besides those of <see cref="Downloads"/>.</summary>
    public IReadOnlyDictionary<string, Checksum> KnownFiles { get; init; } = new Dictionary<string, Checksum>();

    /// <summary>A package of Node's registry that has the <see cref="KnownFiles"/>, for when the publisher cannot be reached; null when there is none.</summary>
    public string? NpmPackage { get; init; }

    /// <summary>Reads the labels and opens the pixels, from a folder that has all <see cref="Files"/>.</summary>
    internal Func<DatasetOpening, ImageSources> Open { get; init; } =
        opening => throw new NotSupportedException($"No reader for {opening.Folder}.");

    /// <summary>Full path of one of <see cref="Files"/>; null when it is not there.</summary>
    internal static string? Find(string folder, string file) =>
        file.Split('|').Select(name => Path.Combine(folder, name)).FirstOrDefault(path => FileKinds.Of(path) != FileKind.None);
}

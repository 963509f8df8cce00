using Sweep.Contracts.Files;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Data;

/// <summary>The input of a data set's reader.</summary>
/// <param name="Folder">The data set's own folder.</param>
/// <param name="Cache">The folder for decoded images.</param>
internal sealed record DatasetOpening(string Folder, DataSettings Settings, string Cache, CancellationToken Cancellation)
{
    /// <summary>Full path of one of the data set's files or folders, which is known to exist.</summary>
    public string this[string file] => Find(Folder, file) ?? throw new DataException($"{Folder} has no {file}.");

    /// <summary>Full path of a file or folder of a data set; null when it does not exist.</summary>
    /// <param name="file">Its name; alternative names are separated by <c>|</c>.</param>
    public static string? Find(string folder, string file) =>
        file.Split('|').Select(name => Path.Combine(folder, name)).FirstOrDefault(path => FileKinds.Of(path) != FileKind.None);
}

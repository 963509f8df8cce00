using Sweep.Contracts.Stages;

namespace Sweep.Worker.Data;

/// <summary>The input of a data set's reader.</summary>
/// <param name="Folder">The data set's own folder.</param>
/// <param name="Cache">The folder for decoded images.</param>
internal sealed record DatasetOpening(string Folder, DataSettings Settings, string Cache, CancellationToken Cancellation)
{
    /// <summary>Full path of a file that is known to exist; see <see cref="DatasetEntry.Files"/>.</summary>
    public string this[string file] => DatasetEntry.Find(Folder, file) ?? throw new DataException($"{Folder} has no {file}.");
}

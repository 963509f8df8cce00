using Sweep.Contracts.Stages;

namespace Sweep.Worker.Data;

/// <summary>What a reader of a data set is given.</summary>
/// <param name="Folder">The data set's own folder.</param>
/// <param name="Cache">Where decoded images may be kept.</param>
internal sealed record DatasetOpening(string Folder, DataSettings Settings, string Cache, CancellationToken Cancellation)
{
    /// <summary>Full path of a file that is known to be there; see <see cref="DatasetEntry.Files"/>.</summary>
    public string this[string file] => DatasetEntry.Find(Folder, file) ?? throw new DataException($"{Folder} has no {file}.");
}

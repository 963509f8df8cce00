using Sweep.Cli.Output;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Data.Weights;
using Sweep.Worker.Stages;

namespace Sweep.Cli.Doctor.Data;

/// <summary>Whether published weights that are here are whole, and those that were published.</summary>
internal sealed class WeightsCheck(WeightsEntry entry, string path, DataFolders folders, bool isQuick) : ICheck
{
    public string Group => Groups.Data;

    public string Name => entry.Name;

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public Task<Finding> RunAsync(CancellationToken cancellation)
    {
        try
        {
            WeightsCatalogue.CheckStructure(path);
            var digest = isQuick ? null : WeightsCatalogue.Locate(new WeightsSource(entry.Name), folders).Sha256;
            return Task.FromResult(
                Finding
                    .Ok(
                        $"{path}, {Bytes.Text(new FileInfo(path).Length)}{(digest is null ? ", checksum not compared (--quick)" : $", SHA-256 {DataSettings.Shorten(digest)}{(entry.File.Checksum is null ? ", to which none is known" : "")}")}"
                    )
                    .With(("path", path), ("sha256", digest))
            );
        }
        catch (Exception error) when (error is StageException or IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(
                Finding.Failed(error.Message, $"Move the file away and get it again: sweep data pull {entry.Name}.").With(("path", path))
            );
        }
    }
}

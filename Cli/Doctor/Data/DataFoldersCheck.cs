using Sweep.Worker.Data;

namespace Sweep.Cli.Doctor.Data;

/// <summary>Where data sets and weights are looked for, and which of those that are known are not there.</summary>
internal sealed class DataFoldersCheck(DataFolders folders, IReadOnlyList<string> missing) : ICheck
{
    public string Group => Groups.Data;

    public string Name => "folders";

    public Task<Finding> RunAsync(CancellationToken cancellation)
    {
        // The home's comes into being with the first download.
        var absent = folders.Read.Where(folder => folder != folders.Write && !Directory.Exists(folder)).ToList();
        return Task.FromResult(
            Finding
                .Of(
                    $"{string.Join(", ", folders.Read)}{(missing.Count > 0 ? $"; not there: {string.Join(", ", missing)}" : "")}",
                    absent.Count > 0
                        ? Finding.Warning(
                            $"there is no folder {string.Join(", ", absent)}",
                            "Correct --data or SWEEP_DATA, or mount what should be there."
                        )
                        : null
                )
                .With(("folders", folders.Read), ("not_there", missing))
        );
    }
}

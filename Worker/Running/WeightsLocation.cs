using Sweep.Contracts.Stages;
using Sweep.Worker.Data;

namespace Sweep.Worker.Running;

internal static class WeightsLocation
{
    public static string Of(WeightsSource weights, DataFolders folders)
    {
        var candidates = folders.Read.Select(folder => Path.Combine(folder, "weights", weights.Name)).ToList();
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new StageException($"The weights '{weights.Name}' are not there; looked for {string.Join(", ", candidates)}.", retryable: false);
    }
}

using Sweep.Contracts.Stages;

namespace Sweep.Worker.Running;

/// <summary>How much memory a stage takes, before it is begun.</summary>
public static class StageMemory
{
    /// <summary>
    /// Bytes beyond what an idle worker has, of the machine's memory on a CPU and of the device's on a GPU: data, weights, and what a
    /// batch leaves for its gradient. Within a factor of two of what is measured.
    /// </summary>
    /// <param name="splits">See <see cref="Contracts.Messages.RunStage.Splits"/>.</param>
    public static long Of(StageDefinition stage, int splits) => 0;
}

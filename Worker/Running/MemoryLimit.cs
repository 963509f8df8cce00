using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Machine;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>
/// Fits a stage on a CPU into the memory that the control group leaves, before the stage begins. The kernel kills a process that exceeds
/// the limit without giving a reason. Splitting batches into more parts takes less memory, so a stage is split or refused instead.
/// </summary>
/// <param name="root">See <see cref="ControlGroups"/>.</param>
internal sealed class MemoryLimit(string root)
{
    private readonly GroupMemory _memory = new(root);

    /// <summary>Checks that the stage's images fit.</summary>
    /// <exception cref="StageException">The images do not fit.</exception>
    public void CheckLoading(StageDefinition stage)
    {
        if (_memory.Left() is { } left && StageMemory.OfLoading(stage) is var need && need > left)
            throw Refuse($"its images take about {MemoryText.InMebibytes(need)}", left);
    }

    /// <summary>
    /// Returns in how many parts the batches fit, once the images are loaded: the fewest, but at least the number requested.
    /// </summary>
    /// <exception cref="StageException">Not even parts of one image fit.</exception>
    public int Fit(StageWork work, Dataset data)
    {
        if (_memory.Left() is not { } left)
            return work.Splits;
        var most = Math.Max(1, Math.Min(work.Stage.Training.Batch, data.Train.Count));
        for (var splits = 1; ; splits *= 2)
        {
            var need = StageMemory.Of(work.Stage, splits, data);
            if (need <= left)
                // The coordinator requests more parts because an earlier estimate was too low, so both factors are multiplied.
                return splits * work.Splits;
            if (splits >= most)
                throw Refuse($"even in parts of one image it takes about {MemoryText.InMebibytes(need)}", left);
        }
    }

    private static StageException Refuse(string need, long left) =>
        new(
            $"Not begun, as the kernel would end the worker: {need}, and the control group's memory limit leaves {MemoryText.InMebibytes(left)}. Grant more (docker: --memory, Kubernetes: resources.limits.memory), or use a smaller data.image, model.width or data.samples.",
            FailureCause.OutOfMemory
        );
}

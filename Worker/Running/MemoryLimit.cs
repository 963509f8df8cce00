using System.Globalization;
using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;
using Sweep.Worker.Data;
using Sweep.Worker.Machine;
using Sweep.Worker.Stages;

namespace Sweep.Worker.Running;

/// <summary>
/// Fits a stage on a CPU into what the control group leaves before it is begun. Who goes beyond that is ended by the kernel, and nobody
/// is told why; a step in more parts takes less, and so it is better to make it so, or not to begin.
/// </summary>
/// <param name="root">See <see cref="ControlGroups"/>.</param>
internal sealed class MemoryLimit(string root)
{
    private readonly GroupMemory _memory = new(root);

    /// <exception cref="StageException">Not even its images fit.</exception>
    public void CheckLoading(StageDefinition stage)
    {
        if (_memory.Left() is { } left && StageMemory.OfLoading(stage) is var need && need > left)
            throw Refuse($"its images take about {Text(need)}", left);
    }

    /// <summary>In how many parts its steps fit, once its images are loaded; the fewest, or as many as it was to have.</summary>
    /// <exception cref="StageException">In none.</exception>
    public int Fit(StageWork work, Dataset data)
    {
        if (_memory.Left() is not { } left)
            return work.Splits;
        var most = Math.Max(1, Math.Min(work.Stage.Training.Batch, data.Train.Count));
        for (var splits = 1; ; splits *= 2)
        {
            var need = StageMemory.Of(work.Stage, splits, data);
            if (need <= left)
                // More than fit by our reckoning were asked for because that has been too low before.
                return splits * work.Splits;
            if (splits >= most)
                throw Refuse($"even in parts of one image it takes about {Text(need)}", left);
        }
    }

    private static StageException Refuse(string need, long left) =>
        new(
            $"Not begun, as the kernel would end the worker: {need}, and the control group's memory limit leaves {Text(left)}. Grant more (docker: --memory, Kubernetes: resources.limits.memory), or use a smaller data.image, model.width or data.samples.",
            FailureCause.OutOfMemory
        );

    private static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):#,0} MiB");
}

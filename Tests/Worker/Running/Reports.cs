using Sweep.Contracts.Messages;
using Sweep.Worker.Stages;

namespace Sweep.Tests.Worker.Running;

/// <summary>Keeps what an engine reports; called on the engine's thread, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Reports : IProgress<StageProgress>
{
    public List<StageProgress> All { get; } = [];

    public IEnumerable<EpochMetrics> Epochs => All.Select(report => report.Metrics).OfType<EpochMetrics>();

    /// <summary>Called at every report.</summary>
    public Action<StageProgress>? OnReport { get; init; }

    public void Report(StageProgress value)
    {
        All.Add(value);
        OnReport?.Invoke(value);
    }
}

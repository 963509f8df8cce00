using Sweep.Contracts.Stages;

namespace Sweep.Coordinator.Dispatch;

/// <summary>A worker that could take stages.</summary>
/// <param name="Free">Its idle slots; zero for one that is busy, which others may still wait for.</param>
/// <param name="Completed">What it completed last, and so may still have in its memory.</param>
public sealed record WorkerOffer(string WorkerId, int Free, IReadOnlyList<StageId> Completed)
{
    /// <summary>Choices of images, and weights, that it lacks or has otherwise than they are to be: it is given none of their stages.</summary>
    public IReadOnlySet<int> OtherData { get; init; } = new HashSet<int>();
}
